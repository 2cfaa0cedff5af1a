/// What makes the generated `shapes` hard to tell apart.
///
/// All lengths are fractions of the image's side and all frequencies are cycles per side, so that
/// they mean the same at every resolution.
public struct ShapesDifficulty: Hashable, Sendable {
  /// Half the size of the object. Small objects need resolution.
  public var radius: ClosedRange<Float>
  /// The frequency of the gratings, by which striped and checked surfaces differ, drawn uniformly
  /// in its logarithm. A resolution R shows frequencies well below R/2 and nothing above: this is
  /// the fine detail that more pixels reveal.
  public var detailFrequency: ClosedRange<Float>
  /// The amplitude of the gratings, as intensity.
  public var detailContrast: ClosedRange<Float>
  /// By how much an object is lighter than its ground.
  public var objectContrast: ClosedRange<Float>
  /// How far objects, their gratings with them, are turned either way, in radians.
  public var turn: Float
  /// How far outlines and gratings are bent, as a fraction of the object's radius.
  public var deformation: Float
  /// The amplitude of the ground's texture, which shares the frequencies of the gratings.
  public var groundTexture: Float
  /// How many smaller things lie around the object. They are no classes' outlines, and carry
  /// gratings of either kind.
  public var clutter: Int
  /// The standard deviation of independent noise in every pixel and channel, whatever the
  /// resolution.
  public var noise: Float

  /// Chosen so that the default proxy (EfficientNet-B0 at a quarter of its width and half its depth,
  /// 32×32 pixels, five epochs of 4,000 images) is far from both chance and perfection, and leaves its
  /// first plateau early: what starts late differs between seeds by when it starts.
  public static let standard = ShapesDifficulty(
    radius: 0.28...0.42, detailFrequency: 3.5...9.5, detailContrast: 0.17...0.30,
    objectContrast: 0.20...0.40, turn: 0.15, deformation: 0.12, groundTexture: 0.03, clutter: 1,
    noise: 0.03)

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
    try check(turn >= 0 && turn <= .pi, "turn \(turn); expected 0…π")
    try check(deformation >= 0 && deformation <= 0.5, "deformation \(deformation); expected 0…0.5")
    try check(groundTexture >= 0 && groundTexture <= 1, "groundTexture \(groundTexture); expected 0…1")
    try check(clutter >= 0 && clutter <= 100, "clutter \(clutter); expected 0…100")
    try check(noise >= 0 && noise <= 1, "noise \(noise); expected 0…1")
  }

  public init(
    radius: ClosedRange<Float>, detailFrequency: ClosedRange<Float>,
    detailContrast: ClosedRange<Float>, objectContrast: ClosedRange<Float>, turn: Float,
    deformation: Float, groundTexture: Float, clutter: Int, noise: Float
  ) {
    self.radius = radius
    self.detailFrequency = detailFrequency
    self.detailContrast = detailContrast
    self.objectContrast = objectContrast
    self.turn = turn
    self.deformation = deformation
    self.groundTexture = groundTexture
    self.clutter = clutter
    self.noise = noise
  }
}
