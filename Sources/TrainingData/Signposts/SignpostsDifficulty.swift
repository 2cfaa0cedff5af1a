/// What makes the generated `signposts` hard to follow.
///
/// Lengths are fractions of a cell's side, or of the image's where it is said, so that they mean the
/// same at every resolution.
public struct SignpostsDifficulty: Hashable, Sendable {
  /// The field's side as a share of the image's: it lies anywhere in it.
  public var fieldSide: ClosedRange<Float>
  /// Half the size of the signs, as a share of a cell's side.
  ///
  /// Small signs need resolution.
  public var signRadius: ClosedRange<Float>
  /// How many designs signs have, 1 to 4.
  ///
  /// Many need width.
  public var designs: Int
  /// How likely a way goes on by one more sign.
  ///
  /// Long ways need depth.
  public var goesOn: Float
  /// Signs on the longest way, 1 to 9.
  public var longestWay: Int
  /// How far signs are turned either way, in radians; at π/4 one no longer knows where they point.
  public var turn: Float
  /// How far signs are from the middle of their cells along either axis, as a share of a cell's side.
  public var shift: Float
  /// By how much signs are lighter than the ground.
  public var signContrast: ClosedRange<Float>
  /// By how much the mark is darker than the ground.
  public var markContrast: Float
  /// Half the size of the mark, as a share of a cell's side.
  public var markRadius: Float
  /// The brightness of the ground.
  public var groundShade: ClosedRange<Float>
  /// How far colours are from grey, at most, in each channel.
  public var tint: Float
  /// The standard deviation of independent noise in every pixel and channel, whatever the
  /// resolution.
  public var noise: Float

  /// Chosen so that EfficientNet-B0 at a fifth of the width and half the depth, with a total stride of
  /// 8 at 32×32 pixels, ends in the middle of the range after four epochs of 8,000 images.
  public static let standard = SignpostsDifficulty(
    fieldSide: 0.98...1, signRadius: 0.4...0.45, designs: 4, goesOn: 0.9, longestWay: 9, turn: 0.16,
    shift: 0.03, signContrast: 0.45...0.5, markContrast: 0.3, markRadius: 0.55,
    groundShade: 0.3...0.5, tint: 0.05, noise: 0.06)

  /// Any difficulty; ``validate()`` says whether it can be drawn.
  public init(
    fieldSide: ClosedRange<Float>, signRadius: ClosedRange<Float>, designs: Int, goesOn: Float,
    longestWay: Int, turn: Float, shift: Float, signContrast: ClosedRange<Float>,
    markContrast: Float, markRadius: Float, groundShade: ClosedRange<Float>, tint: Float,
    noise: Float
  ) {
    self.fieldSide = fieldSide
    self.signRadius = signRadius
    self.designs = designs
    self.goesOn = goesOn
    self.longestWay = longestWay
    self.turn = turn
    self.shift = shift
    self.signContrast = signContrast
    self.markContrast = markContrast
    self.markRadius = markRadius
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
          "signposts: \(name) \(range); expected \(limits.lowerBound)…\(limits.upperBound)")
      }
    }
    func check(
      _ name: String, _ value: Float, within limits: ClosedRange<Float>
    ) throws(TrainingDataError) {
      guard limits.contains(value) else {
        throw TrainingDataError(
          .invalidParameter,
          "signposts: \(name) \(value); expected \(limits.lowerBound)…\(limits.upperBound)")
      }
    }
    try check("fieldSide", fieldSide, within: 0.01...1)
    try check("signRadius", signRadius, within: 0.001...1)
    try check("designs", Float(designs), within: 1...Float(SignDesign.allCases.count))
    try check("goesOn", goesOn, within: 0...1)
    let cells = SignpostsScene.side * SignpostsScene.side
    try check("longestWay", Float(longestWay), within: 1...Float(cells))
    try check("turn", turn, within: 0...Float.pi)
    try check("shift", shift, within: 0...0.5)
    try check("signContrast", signContrast, within: 0...1)
    try check("markContrast", markContrast, within: 0...1)
    try check("markRadius", markRadius, within: 0.001...1)
    try check("groundShade", groundShade, within: 0...1)
    try check("tint", tint, within: 0...0.5)
    try check("noise", noise, within: 0...1)
  }
}
