/// What an optimizer keeps beside every weight.
public enum OptimizerState: String, Hashable, Sendable, CaseIterable {
  /// Plain stochastic gradient descent.
  case none
  /// Momentum, or RMSProp without it: one value per weight.
  case one
  /// RMSProp with momentum, Adam: two values per weight.
  case two

  var valuesPerWeight: Int {
    switch self {
    case .none: 0
    case .one: 1
    case .two: 2
    }
  }
}
