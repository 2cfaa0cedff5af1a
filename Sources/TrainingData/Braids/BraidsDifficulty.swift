/// What makes the strands of the generated `braids` hard to follow.
///
/// Lengths are fractions of a lane's height, or of the image's side where it is said, so that they mean
/// the same at every resolution.
public struct BraidsDifficulty: Hashable, Sendable {
  /// The braid's side as a share of the image's: it lies anywhere in it.
  public var side: ClosedRange<Float>
  /// Columns in which neighbours can cross, one after the other, 1 to 20.
  ///
  /// Many need depth, and resolution as they get narrow.
  public var columns: ClosedRange<Int>
  /// How much more frequent few columns are than many: 1 for all alike, more for short braids.
  public var shortness: Float
  /// How likely two neighbours in a column meet.
  public var meeting: Float
  /// How likely strands that meet turn back in place of crossing.
  public var turningBack: Float
  /// Half the width of a strand.
  ///
  /// Thick strands that meet need resolution to be told apart.
  public var halfWidth: ClosedRange<Float>
  /// How far the braid is turned either way, in radians.
  public var turn: Float
  /// How far strands stray from their lanes.
  public var wiggle: Float
  /// The part of the marked strand, from its beginning, that is dark; the rest has to be followed.
  public var markedPart: ClosedRange<Float>
  /// By how much strands are lighter than the ground.
  public var inkContrast: ClosedRange<Float>
  /// By how much the dark part is darker than the ground.
  public var markContrast: Float
  /// The brightness of the ground.
  public var groundShade: ClosedRange<Float>
  /// How far colours are from grey, at most, in each channel.
  public var tint: Float
  /// The standard deviation of independent noise in every pixel and channel, whatever the
  /// resolution.
  public var noise: Float

  /// Chosen so that doublings of depth, of width and of resolution are worth about the same for
  /// EfficientNet-B0 at a quarter of the width and half the depth, with a total stride of 8 at 32×32
  /// pixels, after four epochs of 8,000 images.
  public static let standard = BraidsDifficulty(
    side: 0.88...0.98, columns: 1...10, shortness: 1.5, meeting: 0.7, turningBack: 0.15,
    halfWidth: 0.072...0.108, turn: 0.08, wiggle: 0.08, markedPart: 0...1, inkContrast: 0.4...0.5,
    markContrast: 0.3, groundShade: 0.25...0.45, tint: 0.03, noise: 0.06)

  /// Any difficulty; ``validate()`` says whether it can be drawn.
  public init(
    side: ClosedRange<Float>, columns: ClosedRange<Int>, shortness: Float, meeting: Float,
    turningBack: Float, halfWidth: ClosedRange<Float>, turn: Float, wiggle: Float,
    markedPart: ClosedRange<Float>, inkContrast: ClosedRange<Float>, markContrast: Float,
    groundShade: ClosedRange<Float>, tint: Float, noise: Float
  ) {
    self.side = side
    self.columns = columns
    self.shortness = shortness
    self.meeting = meeting
    self.turningBack = turningBack
    self.halfWidth = halfWidth
    self.turn = turn
    self.wiggle = wiggle
    self.markedPart = markedPart
    self.inkContrast = inkContrast
    self.markContrast = markContrast
    self.groundShade = groundShade
    self.tint = tint
    self.noise = noise
  }

  /// - Throws: ``TrainingDataError`` where a value is outside what can be drawn.
  public func validate() throws(TrainingDataError) {
    func check(
      _ name: String, _ range: ClosedRange<Float>, within limits: ClosedRange<Float>
    ) throws(TrainingDataError) {
      guard range.lowerBound >= limits.lowerBound && range.upperBound <= limits.upperBound else {
        throw TrainingDataError(
          .invalidParameter,
          "braids: \(name) \(range); expected \(limits.lowerBound)…\(limits.upperBound)")
      }
    }
    func check(
      _ name: String, _ value: Float, within limits: ClosedRange<Float>
    ) throws(TrainingDataError) {
      guard limits.contains(value) else {
        throw TrainingDataError(
          .invalidParameter,
          "braids: \(name) \(value); expected \(limits.lowerBound)…\(limits.upperBound)")
      }
    }
    try check("side", side, within: 0.01...1)
    let numbers = Float(columns.lowerBound)...Float(columns.upperBound)
    try check("columns", numbers, within: 1...20)
    try check("shortness", shortness, within: 0.1...10)
    try check("meeting", meeting, within: 0...1)
    try check("turningBack", turningBack, within: 0...1)
    try check("halfWidth", halfWidth, within: 0.001...1)
    try check("turn", turn, within: 0...Float.pi)
    try check("wiggle", wiggle, within: 0...0.5)
    try check("markedPart", markedPart, within: 0...1)
    try check("inkContrast", inkContrast, within: 0...1)
    try check("markContrast", markContrast, within: 0...1)
    try check("groundShade", groundShade, within: 0...1)
    try check("tint", tint, within: 0...0.5)
    try check("noise", noise, within: 0...1)
  }
}
