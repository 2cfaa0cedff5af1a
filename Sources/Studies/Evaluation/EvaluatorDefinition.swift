/// Where accuracies come from.
public enum EvaluatorDefinition: Codable, Hashable, Sendable {
  /// The proxy trainer.
  case trainer
  /// A score that needs no training, by name.
  case zeroCost(ZeroCostScore)
  /// PyTorch, by the recipe of the search file.
  case pytorch(PyTorchDefinition)
  /// A command of the user's.
  case command(CommandDefinition)
  /// A table of results by candidate.
  case table(path: String)
}

extension EvaluatorDefinition {
  /// Whether candidates are trained by the recipe of the search file.
  public var trains: Bool {
    switch self {
    case .trainer, .pytorch: true
    case .zeroCost, .command, .table: false
    }
  }

  /// Whether it may tell what a candidate has reached before its end.
  public var reports: Bool {
    switch self {
    case .trainer, .pytorch, .command: true
    case .zeroCost, .table: false
    }
  }

  /// Whether the figures beside a score are the user's own, and part of a result.
  package var hasOwnMeasures: Bool { if case .command = self { true } else { false } }

  /// What the scores are.
  public var scoreKind: ScoreKind {
    switch self {
    case .zeroCost(let score): .zeroCost(score)
    case .trainer, .pytorch, .command, .table: .top1
    }
  }
}
