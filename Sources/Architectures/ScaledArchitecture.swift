/// A scaled architecture, and what rounding did on the way.
public struct ScaledArchitecture: Hashable, Sendable {
  /// The architecture with its rounded sizes.
  public let architecture: Architecture
  /// What was asked for, before rounding.
  public let coefficients: ScalingCoefficients
  /// Sizes that are not exactly what the coefficients ask for, from the input to the head.
  public let changes: [RoundingChange]
}
