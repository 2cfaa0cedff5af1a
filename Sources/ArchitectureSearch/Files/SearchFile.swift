import CostModel
import Foundation
import Interchange

/// A search file: what kind of search it states, and its text.
public struct SearchFile: Sendable {
  /// The kinds of searches.
  public enum Definition: Hashable, Sendable {
    /// A grid search over the coefficients of compound scaling.
    case coefficients(CoefficientDefinition)
    /// A search through a space of architectures.
    case architecture(ArchitectureSearchDefinition)
    /// A search through a space, then for the coefficients of its best, then the family.
    case family(FamilyDefinition)
  }

  public let path: String
  /// The text as it stands in the file, for the study's copy.
  public let source: String
  public var definition: Definition

  /// Reads the search file at `path`.
  ///
  /// - Throws: `InterchangeError` with file, line and, for a misspelt key, the nearest one.
  public init(path: String) throws {
    let root = try ConfigurationFile.load(path)
    self.path = path
    source = try String(contentsOfFile: path, encoding: .utf8)
    definition = try Self.definition(root)
  }

  /// Reads `text`, which errors attribute to `path`.
  public init(text: String, path: String) throws {
    self.path = path
    source = text
    definition = try Self.definition(ConfigurationFile.parse(text, file: path))
  }

  /// The values of the key `search`.
  private enum Kind: String, CaseIterable {
    case coefficients, architecture, family
  }

  private static func definition(_ root: ConfigurationNode) throws -> Definition {
    var keys = try root.mapping()
    let kind: Kind = try keys.choice("search")
    switch kind {
    case .coefficients:
      return .coefficients(try CoefficientDefinition(&keys, model: keys.string("model")))
    case .architecture:
      return .architecture(try ArchitectureSearchDefinition(&keys))
    case .family:
      return .family(try FamilyDefinition(&keys))
    }
  }
}

extension CoefficientDefinition {
  /// Reads the keys of a search file whose `search` is `coefficients`, but for the model.
  init(_ keys: inout ConfigurationMapping, model: String) throws {
    let grid = try CoefficientGrid(keys.required("grid"))
    let constraint = try ScalingConstraint(keys.optional("constraint"))
    let phi = try keys.number("phi", in: -100...100, default: 1)
    var targetResolution: Int?
    if var target = try keys.optional("target")?.mapping() {
      targetResolution = try target.optional("resolution")?.integer(in: 1...100_000)
      try target.finish()
    }
    var device: Device?
    let budgets = try Bounds(keys.optional("budgets"), on: &device)
    let proxy = try ProxyScale(keys.required("proxy"))
    let training = try TrainingRecipe(keys.required("training"))
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
    try keys.finish()
  }
}
