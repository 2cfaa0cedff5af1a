/// Depth, width and resolution as multiples of a baseline's: repeats × depth, channels × width,
/// pixels × resolution (arXiv:1905.11946, equation 2).
public struct ScalingCoefficients: Hashable, Sendable {
  /// Repeats × this; above 0, up to 10,000, like the others.
  public let depth: Double
  /// Channels × this.
  public let width: Double
  /// Height and width of the input × this.
  public let resolution: Double
  /// Channels per group × this, in blocks that are divided by group width (RegNet).
  public let groupWidth: Double

  /// - Throws: ``ArchitectureError`` unless each is finite, above 0 and at most 10,000.
  public init(
    depth: Double = 1, width: Double = 1, resolution: Double = 1, groupWidth: Double = 1
  ) throws(ArchitectureError) {
    for (key, value) in [
      ("depth", depth), ("width", width), ("resolution", resolution), ("groupWidth", groupWidth),
    ] {
      guard value > 0, value <= 10_000 else {
        throw ArchitectureError(
          place: "scaling", key: key, found: "\(value)", expected: "above 0, up to 10000")
      }
    }
    self.init(unchecked: depth, width, resolution, groupWidth)
  }

  private init(
    unchecked depth: Double, _ width: Double, _ resolution: Double, _ groupWidth: Double
  ) {
    self.depth = depth
    self.width = width
    self.resolution = resolution
    self.groupWidth = groupWidth
  }

  /// The baseline itself.
  public static let identity = ScalingCoefficients(unchecked: 1, 1, 1, 1)

  /// d · w² · r², the factor that multiply-adds grow by before rounding.
  public var multiplyAddsRatio: Double { depth * width * width * resolution * resolution }
}
