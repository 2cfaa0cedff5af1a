public import CoefficientSearch
import Configuration
public import Studies

/// A search for the coefficients of compound scaling, by either method.
public enum GrowthDefinition: Hashable, Sendable {
  /// By the paper's grid.
  case grid(CoefficientDefinition)
  /// By a response surface.
  case surface(SurfaceDefinition)

  /// The values of the key `method`.
  private enum Method: String, CaseIterable {
    case surface, grid
  }

  /// Reads the keys of a search for coefficients, but for the model.
  init(_ keys: inout ConfigurationMapping, model: String) throws {
    // A file with a grid says by it which of the two is meant.
    let implied: Method = keys.position(of: "grid") == nil ? .surface : .grid
    switch try keys.choice("method", default: implied) {
    case .surface: self = .surface(try SurfaceDefinition(&keys, model: model))
    case .grid: self = .grid(try CoefficientDefinition(&keys, model: model))
    }
  }

  /// How the networks are trained.
  public var training: TrainingDefinition {
    switch self {
    case .grid(let definition): definition.training
    case .surface(let definition): definition.training
    }
  }

  /// The scale of the trainings.
  public var proxy: ProxyScale {
    switch self {
    case .grid(let definition): definition.proxy
    case .surface(let definition): definition.proxy
    }
  }

  /// Where scores come from.
  public var evaluator: EvaluatorDefinition {
    switch self {
    case .grid: .trainer
    case .surface(let definition): definition.evaluator
    }
  }

  /// The same search of another model, with other data or another seed; nil leaves them.
  public func with(model: String? = nil, data: String? = nil, seed: UInt64? = nil) -> Self {
    switch self {
    case .grid(var definition):
      definition.model = model ?? definition.model
      definition.training.data = data ?? definition.training.data
      definition.seed = seed ?? definition.seed
      return .grid(definition)
    case .surface(var definition):
      definition.model = model ?? definition.model
      definition.training.data = data ?? definition.training.data
      definition.seed = seed ?? definition.seed
      return .surface(definition)
    }
  }
}

/// Stands in files as the definition itself does; one by grid has the key `grid`.
extension GrowthDefinition: Codable {
  private enum CodingKeys: String, CodingKey { case grid }

  public init(from decoder: any Decoder) throws {
    if try decoder.container(keyedBy: CodingKeys.self).contains(.grid) {
      self = .grid(try CoefficientDefinition(from: decoder))
    } else {
      self = .surface(try SurfaceDefinition(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .grid(let definition): try definition.encode(to: encoder)
    case .surface(let definition): try definition.encode(to: encoder)
    }
  }
}

/// What a search for the coefficients of compound scaling found, by either method.
public enum GrowthReport: Sendable {
  /// By the paper's grid.
  case grid(CoefficientReport)
  /// By a response surface.
  case surface(SurfaceReport)

  /// The family that its coefficients give, smallest φ first.
  public var family: [FamilyMember] {
    switch self {
    case .grid(let report): report.family
    case .surface(let report): report.family
    }
  }
}
