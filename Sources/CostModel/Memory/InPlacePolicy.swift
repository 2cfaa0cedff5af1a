/// Which layers compute in the memory of an input.
///
/// Under every policy, layers that only pass their input on when running (flatten, dropout,
/// stochastic depth) take no memory of their own.
public enum InPlacePolicy: String, Hashable, Sendable, CaseIterable {
  /// Every other layer puts its output into memory of its own.
  case none
  /// Layers that compute each element from the same element of an input (normalisation by running
  /// statistics, activations, scalings, sums, gates) overwrite an input of the same size that
  /// nobody reads any more. What a runtime that fuses them into the convolution before needs, too.
  case elementwise
}
