/// How gradients change parameters, with the constants of the rule.
public enum Optimizer: Hashable, Sendable {
  /// TensorFlow's RMSProp: s = ρ · s + (1 − ρ) · g²; v = momentum · v + rate · g / √(s + ε); p −= v.
  /// Epsilon stands inside the root, s begins at 1.
  case rmsProp(rho: Double = 0.9, momentum: Double = 0.9, epsilon: Double = 1e-3)
  /// v = momentum · v + g; p −= rate · v, or rate · (g + momentum · v) with Nesterov.
  case sgd(momentum: Double = 0.9, nesterov: Bool = false)
  /// Adam with decoupled weight decay (arXiv:1711.05101).
  case adamW(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)

  /// The paper's RMSProp with an epsilon far below its 1e-3, which damps the small gradients of
  /// narrow networks so much that short runs hardly begin to learn.
  public static let shortRuns = Optimizer.rmsProp(epsilon: 1e-7)

  /// The rules by the names that people write.
  public enum Name: String, Codable, Hashable, Sendable, CaseIterable {
    /// Stochastic gradient descent with momentum.
    case sgd
    /// TensorFlow's RMSProp.
    case rmsprop
    /// Adam with decoupled weight decay.
    case adamw
  }

  /// The rule without its constants.
  public var name: Name {
    switch self {
    case .rmsProp: .rmsprop
    case .sgd: .sgd
    case .adamW: .adamw
    }
  }

  /// The rule of this name with the constants that are usual for it.
  public init(_ name: Name) {
    switch name {
    case .sgd: self = .sgd()
    case .rmsprop: self = .rmsProp()
    case .adamw: self = .adamW()
    }
  }
}
