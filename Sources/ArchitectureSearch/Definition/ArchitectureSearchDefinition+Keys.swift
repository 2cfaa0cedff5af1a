package import Configuration
import CostModel
import Interchange
import SearchSpaces
import Studies

extension ArchitectureSearchDefinition {
  /// Reads the keys of a search file whose `search` is `architecture`.
  package init(_ keys: inout ConfigurationMapping) throws {
    let space = try SpaceDefinition(keys.required("space"))
    let objectiveNode = try keys.required("objective")
    var objective = try SearchObjective(objectiveNode)
    let band = try Bounds(keys.optional("within"), on: &objective.device, timing: true)
    let budgets = try Bounds(keys.optional("budgets"), on: &objective.device, timing: true)
    let evaluator = try EvaluatorDefinition(keys.optional("evaluator"))
    var training = try TrainingDefinition(
      evaluator.trains ? keys.required("training") : keys.optional("training"), for: evaluator)
    let pruningNode = keys.optional("pruning")
    let pruning = try pruningNode.map { try PruningDefinition($0, epochs: training.epochs) }
    if let pruningNode {
      guard evaluator.reports else {
        throw pruningNode.failure(
          "the evaluator scores a candidate at once; expected one that trains, or no `pruning`")
      }
      if evaluator.trains { training.validateOnTheWay() }
    }
    self.init(
      space: space, objective: objective, band: band, budgets: budgets,
      sampler: try SamplerDefinition(keys.optional("sampler")),
      trials: try keys.integer("trials", in: 1...10_000_000),
      lag: try keys.integer("lag", in: 0...1_000_000, default: 3),
      halving: try keys.optional("halving").map(HalvingDefinition.init),
      pruning: pruning,
      proxy: try ProxyScale(keys.required("proxy")),
      training: training, evaluator: evaluator,
      confirmation: try keys.optional("confirmation").map(ConfirmationDefinition.init),
      seed: UInt64(try keys.integer("seed", in: 0...Int.max, default: 0)))
    try keys.finish()
    if objective.device != nil, !measured.contains(.latency) {
      throw objectiveNode.failure("a `device` is read only where latency is the cost or is bounded")
    }
  }
}

extension SearchObjective {
  fileprivate init(_ node: ConfigurationNode) throws {
    var keys = try node.mapping()
    cost = try keys.choice("cost", default: .multiplyAdds)
    device = try keys.optional("device").map { node in
      do {
        return try DeviceFile.device(node.string())
      } catch {
        throw node.failure("\(error)")
      }
    }
    let target = try Self.target(keys.required("target"), cost)
    if let form = keys.optional("reward"), !form.isMapping {
      reward = try Reward(form.choice(of: Reward.Form.self), target: target)
    } else if var exponents = try keys.optional("reward")?.mapping() {
      reward = try Reward(
        alpha: exponents.number("alpha", in: -100...0),
        beta: exponents.number("beta", in: -100...0), target: target)
      try exponents.finish()
    } else {
      reward = try Reward(.soft, target: target)
    }
    try keys.finish()
    guard cost != .latency || device != nil else {
      throw node.failure("the cost is latency; expected a `device` to predict it on")
    }
  }

  private static func target(_ node: ConfigurationNode, _ cost: Metric) throws -> Double {
    switch cost {
    case .multiplyAdds, .parameters, .activations: Double(try node.count())
    case .memory: Double(try node.bytes())
    case .latency, .measuredLatency: try node.seconds()
    }
  }
}

extension SamplerDefinition {
  fileprivate init(_ node: ConfigurationNode?) throws {
    guard let node else {
      self.init(.evolution)
      return
    }
    guard node.isMapping else {
      self.init(try node.choice())
      return
    }
    var keys = try node.mapping()
    self.init(try keys.choice("kind"))
    // Only the keys that the sampler reads are known.
    switch kind {
    case .evolution:
      population = try keys.optional("population")?.integer(in: 1...100_000)
      tournament = try keys.optional("tournament")?.integer(in: 1...100_000)
    case .nsga2:
      population = try keys.optional("population")?.integer(in: 2...100_000)
    case .tpe:
      startup = try keys.optional("startup")?.integer(in: 2...100_000)
    case .random, .grid, .ppo:
      break
    }
    try keys.finish()
  }
}

extension HalvingDefinition {
  fileprivate init(_ node: ConfigurationNode) throws {
    var keys = try node.mapping()
    factor = try keys.integer("factor", in: 2...100, default: 3)
    rungs = try keys.integer("rungs", in: 2...8, default: 3)
    isHyperband = try keys.boolean("hyperband", default: false)
    try keys.finish()
  }
}

extension PruningDefinition {
  /// - Parameters:
  ///   - node: The value of the key `pruning`.
  ///   - epochs: Of one training in full.
  /// - Throws: `FileError` for what the keys can't be, or trainings too short to be ended.
  fileprivate init(_ node: ConfigurationNode, epochs: Int) throws {
    guard epochs > 1 else {
      throw node.failure(
        "trainings of one epoch end before they could be ended; expected `epochs` of 2 or more")
    }
    // Of the first epochs the warm-up is a part, and what they tell is mostly noise.
    let after = max(1, epochs / 3)
    guard node.isMapping else {
      _ = try node.choice(among: ["median"])
      self.init(after: after)
      return
    }
    var keys = try node.mapping()
    self.init(
      after: try keys.integer("after", in: 1...(epochs - 1), default: after),
      trainings: try keys.integer("trainings", in: 1...1_000_000, default: 5))
    try keys.finish()
  }
}

extension ConfirmationDefinition {
  fileprivate init(_ node: ConfigurationNode) throws {
    var keys = try node.mapping()
    best = try keys.integer("best", in: 1...1000, default: 10)
    seeds = try keys.integer("seeds", in: 1...1000, default: 3)
    epochs = try keys.optional("epochs")?.integer(in: 1...100_000)
    try keys.finish()
  }
}
