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
    } else if let torch = keys.optional("pytorch") {
      self = .pytorch(try PyTorchDefinition(torch))
    } else {
      self = .command(
        CommandDefinition(
          command: try keys.string("command"),
          environment: try keys.optional("environment").map(variables) ?? [:],
          timeLimit: try keys.optional("timeLimit")?.number(in: 0.001...1e7),
          retries: try keys.integer("retries", in: 0...100, default: 0),
          devices: try keys.optional("devices")?.integer(in: 1...64)))
    }
    try keys.finish()
  }
}

/// Reads variables of an environment: texts by name.
private func variables(_ node: ConfigurationNode) throws -> [String: String] {
  var keys = try node.mapping()
  var found: [String: String] = [:]
  for name in keys.keys {
    let isName = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    guard isName, name.first?.isNumber == false else {
      throw node.failure(
        "found '\(name)', expected the name of a variable of the environment: letters, digits and _"
      )
    }
    found[name] = try keys.string(name)
  }
  try keys.finish()
  return found
}

extension PyTorchDefinition {
  /// Reads the key `pytorch`, whose keys all have defaults.
  fileprivate init(_ node: ConfigurationNode) throws {
    var keys = try node.mapping()
    python = try keys.string("python", default: "python3")
    device = try keys.choice("device", default: .auto)
    precision = try keys.choice("precision", default: .float32)
    compile = try keys.boolean("compile", default: false)
    loaders = try keys.integer("loaders", in: 0...64, default: 0)
    devices = try keys.integer("devices", in: 1...64, default: 1)
    workersPerDevice = try keys.integer("workersPerDevice", in: 1...64, default: 1)
    timeLimit = try keys.optional("timeLimit")?.number(in: 0.001...1e7)
    retries = try keys.integer("retries", in: 0...100, default: 0)
    try keys.finish()
  }
}
