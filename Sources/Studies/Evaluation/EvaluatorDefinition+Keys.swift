package import Configuration

extension EvaluatorDefinition {
  /// Reads the key `evaluator`; nil stands for the trainer.
  package init(_ node: ConfigurationNode?) throws {
    guard let node, node.isMapping else {
      if let node { _ = try node.choice(among: ["trainer"]) }
      self = .trainer
      return
    }
    var keys = try node.mapping()
    if let score = keys.optional("zeroCost") {
      self = .zeroCost(try score.choice(of: ZeroCostScore.self))
    } else if let table = keys.optional("table") {
      self = .table(path: try table.string())
    } else {
      self = .command(
        CommandDefinition(
          command: try keys.string("command"),
          timeLimit: try keys.optional("timeLimit")?.number(in: 0.001...1e7),
          retries: try keys.integer("retries", in: 0...100, default: 0)))
    }
    try keys.finish()
  }
}
