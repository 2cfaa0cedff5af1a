/// How gradients change parameters.
public enum Optimizer: Hashable, Sendable {
  /// TensorFlow's RMSProp: s = decay · s + (1 − decay) · g²; v = momentum · v + rate · g / √(s + ε);
  /// p −= v. Epsilon stands inside the root, s begins at 1.
  case rmsProp(decay: Float = 0.9, momentum: Float = 0.9, epsilon: Float = 1e-3)
  /// v = momentum · v + g; p −= rate · v, or rate · (g + momentum · v) with Nesterov.
  case sgd(momentum: Float = 0.9, nesterov: Bool = false)
  /// Adam with decoupled weight decay (arXiv:1711.05101).
  case adamW(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8)

  /// The paper's RMSProp with an epsilon far below its 1e-3, which damps the small gradients of
  /// narrow networks so much that short runs hardly begin to learn.
  public static let shortRuns = Optimizer.rmsProp(epsilon: 1e-7)

  /// The vectors that it keeps per parameter.
  var slots: Int {
    switch self {
    case .rmsProp, .adamW: 2
    case .sgd: 1
    }
  }
}

extension Optimizer: CustomStringConvertible {
  public var description: String {
    switch self {
    case .rmsProp(let decay, let momentum, let epsilon):
      "RMSProp (decay \(decay), momentum \(momentum), epsilon \(epsilon) inside the root)"
    case .sgd(let momentum, let nesterov):
      "SGD (momentum \(momentum)\(nesterov ? ", Nesterov" : ""))"
    case .adamW(let beta1, let beta2, let epsilon):
      "AdamW (beta \(beta1) and \(beta2), epsilon \(epsilon))"
    }
  }
}
