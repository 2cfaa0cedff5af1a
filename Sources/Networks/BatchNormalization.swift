/// Normalisation over batch and pixels, per channel (arXiv:1502.03167).
public struct BatchNormalization: Hashable, Sendable {
  /// Added to the variance.
  public var epsilon: Double
  /// The share of the old value that the running statistics keep at each step (TensorFlow's
  /// sense; PyTorch's `momentum` is one minus this).
  public var momentum: Double
  /// Whether a trainable scale per channel follows (TF-slim's Inception networks have none).
  public var hasScale: Bool
  /// Whether a trainable offset per channel follows.
  public var hasOffset: Bool

  /// A normalisation, Keras's by default: an ε of 1e-3, 0 or more, and running statistics that keep
  /// 0.99 of their old value, 0…1.
  public init(
    epsilon: Double = 1e-3, momentum: Double = 0.99, hasScale: Bool = true, hasOffset: Bool = true
  ) {
    self.epsilon = epsilon
    self.momentum = momentum
    self.hasScale = hasScale
    self.hasOffset = hasOffset
  }
}
