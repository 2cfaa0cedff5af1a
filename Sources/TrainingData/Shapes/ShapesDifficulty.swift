/// What makes the generated `shapes` hard to tell apart.
///
/// All lengths are fractions of the image's side and all frequencies are cycles per side, so that
/// they mean the same at every resolution.
public struct ShapesDifficulty: Hashable, Sendable {
  /// Half the size of the object.
  ///
  /// Small objects need resolution.
  public var radius: ClosedRange<Float>
  /// The frequency of the gratings on objects and clutter, drawn uniformly in its logarithm.
  ///
  /// They tell nothing and hide outlines, less so where there are pixels enough to see them as what
  /// they are.
  public var detailFrequency: ClosedRange<Float>
  /// The amplitude of the gratings, as intensity.
  public var detailContrast: ClosedRange<Float>
  /// By how much an object is lighter than its ground.
  public var objectContrast: ClosedRange<Float>
  /// How far the ground's colour is from medium grey, at most, in each channel.
  public var groundContrast: Float
  /// How much an object's outline is like another class's, drawn uniformly: 0 not at all, 0.5 as
  /// much as like its own.
  ///
  /// Where the range reaches 0.5 some images can be told by nobody, and the finer the eye the
  /// fewer: accuracy grows smoothly with what a network can measure.
  public var outlineLikeness: ClosedRange<Float>
  /// How far objects, their gratings with them, are turned either way, in radians.
  public var turn: Float
  /// How far outlines and gratings are bent, as a fraction of the object's radius.
  public var deformation: Float
  /// The amplitude of the ground's texture, which shares the frequencies of the gratings.
  public var groundTexture: Float
  /// How many smaller things, discs and bars, lie around the object.
  public var clutter: Int
  /// The standard deviation of independent noise in every pixel and channel, whatever the
  /// resolution.
  public var noise: Float

  /// Chosen so that the proxy of the shipped EfficientNet-B0 search (a quarter of the width, three
  /// quarters of the depth, 32×32 pixels) ends at about seven tenths, for the right reason: not
  /// because it began to learn late, which is chance, but because outlines remain that resemble
  /// each other more than it can measure.
  ///
  /// So most images are easy in every other respect.
  public static let standard = ShapesDifficulty(
    radius: 0.28...0.42, detailFrequency: 3...8, detailContrast: 0.05...0.15,
    objectContrast: 0.3...0.5, groundContrast: 0.05, outlineLikeness: 0.34...0.5, turn: 0.1,
    deformation: 0.06, groundTexture: 0.03, clutter: 0, noise: 0.06)

  /// - Throws: ``TrainingDataError`` where a value is outside what can be drawn.
  public func validate() throws(TrainingDataError) {
    func check(_ isValid: Bool, _ message: String) throws(TrainingDataError) {
      if !isValid { throw TrainingDataError(.invalidParameter, "shapes: \(message)") }
    }
    try check(
      radius.lowerBound >= 0.001 && radius.upperBound <= 0.5,
      "radius \(radius); expected 0.001…0.5")
    try check(
      detailFrequency.lowerBound >= 0.01 && detailFrequency.upperBound <= 10_000,
      "detailFrequency \(detailFrequency); expected 0.01…10000")
    try check(
      detailContrast.lowerBound >= 0 && detailContrast.upperBound <= 1,
      "detailContrast \(detailContrast); expected 0…1")
    try check(
      objectContrast.lowerBound >= 0 && objectContrast.upperBound <= 0.5,
      "objectContrast \(objectContrast); expected 0…0.5")
    try check(
      groundContrast >= 0 && groundContrast <= 0.5,
      "groundContrast \(groundContrast); expected 0…0.5")
    try check(
      outlineLikeness.lowerBound >= 0 && outlineLikeness.upperBound <= 0.5,
      "outlineLikeness \(outlineLikeness); expected 0…0.5")
    try check(turn >= 0 && turn <= .pi, "turn \(turn); expected 0…π")
    try check(deformation >= 0 && deformation <= 0.5, "deformation \(deformation); expected 0…0.5")
    try check(
      groundTexture >= 0 && groundTexture <= 1, "groundTexture \(groundTexture); expected 0…1")
    try check(clutter >= 0 && clutter <= 100, "clutter \(clutter); expected 0…100")
    try check(noise >= 0 && noise <= 1, "noise \(noise); expected 0…1")
  }

  /// Any difficulty; ``validate()`` says whether it can be drawn.
  public init(
    radius: ClosedRange<Float>, detailFrequency: ClosedRange<Float>,
    detailContrast: ClosedRange<Float>, objectContrast: ClosedRange<Float>,
    groundContrast: Float, outlineLikeness: ClosedRange<Float>, turn: Float,
    deformation: Float, groundTexture: Float, clutter: Int, noise: Float
  ) {
    self.radius = radius
    self.detailFrequency = detailFrequency
    self.detailContrast = detailContrast
    self.objectContrast = objectContrast
    self.groundContrast = groundContrast
    self.outlineLikeness = outlineLikeness
    self.turn = turn
    self.deformation = deformation
    self.groundTexture = groundTexture
    self.clutter = clutter
    self.noise = noise
  }
}
