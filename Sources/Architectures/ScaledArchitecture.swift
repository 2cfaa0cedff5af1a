/// A scaled architecture, and what rounding did on the way.
public struct ScaledArchitecture<Scaled: ScalableArchitecture>: Hashable, Sendable {
  /// The architecture with its rounded sizes.
  public let architecture: Scaled
  /// What was asked for, before rounding.
  public let coefficients: ScalingCoefficients
  /// Sizes that are not exactly what the coefficients ask for, from the input to the head.
  public let changes: [RoundingChange]

  /// A result of scaling, by whoever scales.
  package init(
    architecture: Scaled, coefficients: ScalingCoefficients, changes: [RoundingChange]
  ) {
    self.architecture = architecture
    self.coefficients = coefficients
    self.changes = changes
  }
}
