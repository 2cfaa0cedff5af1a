/// A non-linearity applied to each element.
public enum Activation: String, Hashable, Sendable, CaseIterable {
  /// max(x, 0).
  case relu
  /// min(max(x, 0), 6).
  case relu6
  /// x · sigmoid(x), also called swish (arXiv:1710.05941).
  case silu
  /// 1 / (1 + e^−x).
  case sigmoid
  /// relu6(x + 3) / 6.
  case hardSigmoid
  /// x · relu6(x + 3) / 6 (arXiv:1905.02244).
  case hardSwish
  /// (e^x − e^−x) / (e^x + e^−x).
  case tanh
  /// x · Φ(x), exact, not the tanh approximation.
  case gelu
}
