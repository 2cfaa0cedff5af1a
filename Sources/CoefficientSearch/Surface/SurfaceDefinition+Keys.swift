package import Configuration
import Networks
import Studies

extension SurfaceDefinition {
  /// Reads the keys of a search file whose `search` is `coefficients`, but for the model and the method.
  package init(_ keys: inout ConfigurationMapping, model: String) throws {
    let growth = try keys.number("growth", in: 1.05...64, default: 2)
    let budget = try keys.number("budget", in: 5...100_000, default: 40)
    var (least, most) = (0.1, 4.0)
    if var range = try keys.optional("range")?.mapping() {
      least = try range.number("least", in: 0.001...1, default: least)
      most = try range.number("most", in: 1...1000, default: most)
      try range.finish()
    }
    let compare = try keys.optional("compare")?.list().map { try Comparison($0) }
    var targetResolution: Resolution?
    if var target = try keys.optional("target")?.mapping() {
      targetResolution = try target.optional("resolution")?.resolution(
        in: 1...NetworkLimits.resolution)
      try target.finish()
    }
    let evaluator = try EvaluatorDefinition(keys.optional("evaluator"))
    let proxy = try ProxyScale(keys.required("proxy"))
    let trainingNode =
      evaluator.trains ? try keys.required("training") : keys.optional("training")
    let training = try TrainingDefinition(trainingNode, for: evaluator)
    if training.seeds != 1, let trainingNode {
      throw trainingNode.failure(
        "found \(training.seeds) seeds; a response surface trains each network once, under a seed of "
          + "its own, and repeats what its design asks for: leave `seeds` out, or use `method: grid`"
      )
    }
    let family = try keys.optional("family")?.numbers(in: -100...100)
    let familyLine = try keys.choice("familyLine", default: FamilyLine.path)
    let learningRates = try keys.optional("learningRates").map {
      try Self.learningRates($0, for: evaluator)
    }
    let seed = try keys.integer("seed", in: 0...Int.max, default: 0)
    try keys.finish()
    self.init(
      model: model, growth: growth, range: least...most, budget: budget, compare: compare ?? [],
      targetResolution: targetResolution, evaluator: evaluator, proxy: proxy, training: training,
      family: family ?? (0...7).map(Double.init), familyLine: familyLine,
      learningRates: learningRates, seed: UInt64(seed))
  }

  private static func learningRates(
    _ node: ConfigurationNode, for evaluator: EvaluatorDefinition
  ) throws -> [Double] {
    let rates = try node.numbers(in: 0.01...100).sorted()
    guard rates.contains(1), rates.count > 2, Set(rates).count == rates.count else {
      throw node.failure(
        "found \(rates.map { "\($0)" }.joined(separator: ", ")); expected three or more different "
          + "factors, 1 among them, such as [0.5, 1, 2]: a best rate shows between others")
    }
    switch evaluator {
    case .trainer, .pytorch: return rates
    case .command(let command)
    where command.command.contains("{\(EvaluationRequest.learningRate)}"):
      return rates
    case .command:
      throw node.failure(
        "the evaluator's command has no {\(EvaluationRequest.learningRate)}, the factor on its learning "
          + "rate; write it where the command takes that, or leave this key out")
    case .table, .zeroCost:
      throw node.failure("only a trainer or a command has a learning rate; leave this key out")
    }
  }
}

extension SurfaceDefinition.Comparison {
  fileprivate init(_ node: ConfigurationNode) throws {
    var keys = try node.mapping()
    // Growing never shrinks a dimension (arXiv:1905.11946, equation 3).
    alpha = try keys.number("alpha", in: 1...100, default: 1)
    beta = try keys.number("beta", in: 1...100, default: 1)
    gamma = try keys.number("gamma", in: 1...100, default: 1)
    name = try keys.string("name", default: "alpha \(alpha), beta \(beta), gamma \(gamma)")
    try keys.finish()
    guard alpha > 1 || beta > 1 || gamma > 1 else {
      throw node.failure("found alpha, beta and gamma all 1; expected one of them above 1")
    }
  }
}
