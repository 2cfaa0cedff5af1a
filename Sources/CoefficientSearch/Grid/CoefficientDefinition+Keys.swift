package import Configuration
import CostModel
import Networks
import Studies

extension CoefficientDefinition {
  /// Reads the keys of a search file whose `search` is `coefficients`, but for the model.
  package init(_ keys: inout ConfigurationMapping, model: String) throws {
    let grid = try CoefficientGrid(keys.required("grid"))
    let constraint = try ScalingConstraint(keys.optional("constraint"))
    let phi = try keys.number("phi", in: -100...100, default: 1)
    var targetResolution: Resolution?
    if var target = try keys.optional("target")?.mapping() {
      targetResolution = try target.optional("resolution")?.resolution(
        in: 1...NetworkLimits.resolution)
      try target.finish()
    }
    var device: Device?
    let budgets = try Bounds(keys.optional("budgets"), on: &device)
    let proxy = try ProxyScale(keys.required("proxy"))
    let training = try TrainingDefinition(keys.required("training"))
    let family = try keys.optional("family")?.numbers(in: -100...100)
    let seed = try keys.integer("seed", in: 0...Int.max, default: 0)
    try keys.finish()
    self.init(
      model: model, grid: grid, constraint: constraint, phi: phi,
      targetResolution: targetResolution, budgets: budgets, device: device, proxy: proxy,
      training: training,
      family: family ?? (0...7).map(Double.init), seed: UInt64(seed))
  }
}

extension CoefficientGrid {
  fileprivate init(_ node: ConfigurationNode) throws {
    var keys = try node.mapping()
    // Scaling up never shrinks a dimension (Eq. 3).
    let alpha = try keys.required("alpha").numbers(in: 1...100)
    let beta = try keys.required("beta").numbers(in: 1...100)
    let gamma = try keys.required("gamma").numbers(in: 1...100)
    try keys.finish()
    do {
      try self.init(alpha: alpha, beta: beta, gamma: gamma)
    } catch {
      throw node.failure("\(error)")
    }
  }
}

extension ScalingConstraint {
  fileprivate init(_ node: ConfigurationNode?) throws {
    self.init()
    guard var keys = try node?.mapping() else { return }
    target = try keys.number("target", in: 1...1e6, default: target)
    tolerance = try keys.number("tolerance", in: 0...1e6, default: tolerance)
    realisedTolerance = try keys.optional("realisedTolerance")?.number(in: 0...100)
    targetTolerance = try keys.optional("targetTolerance")?.number(in: 0...100)
    try keys.finish()
  }
}
