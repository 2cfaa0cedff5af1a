/// Where accuracies come from.
public enum EvaluatorDefinition: Codable, Hashable, Sendable {
  /// The proxy trainer.
  case trainer
  /// A score that needs no training, by name.
  case zeroCost(ZeroCostScore)
  /// A command of the user's.
  case command(CommandDefinition)
  /// A table of results by candidate.
  case table(path: String)
}

extension EvaluatorDefinition {
  /// The score's name where candidates are scored without training; nil for accuracies.
  public var scoreName: String? {
    switch self {
    case .zeroCost(let score): score.rawValue
    case .trainer, .command, .table: nil
    }
  }
}
