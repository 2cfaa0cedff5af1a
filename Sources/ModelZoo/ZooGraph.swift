public import Architectures
public import Networks

/// A network of the zoo as its graph of layers, of which the resolution can be scaled and nothing
/// else.
public struct ZooGraph: ScalableArchitecture {
  /// The resolution alone: a graph has no stages to repeat or widen.
  public static var scalableDimensions: Set<ScalingDimension> { [.resolution] }

  private let model: ZooModel
  private var sizes: RequestedSizes
  /// The model's name, or what it is called at its sizes.
  public private(set) var name: String

  /// The graph at the sizes asked for, and the model's own where none is.
  public init(_ model: ZooModel, _ sizes: RequestedSizes = RequestedSizes()) {
    self.model = model
    self.sizes = sizes
    name = model.name
  }

  /// The same graph under another name.
  public func named(_ name: String) -> ZooGraph {
    var graph = self
    graph.name = name
    return graph
  }

  /// Height and width of the input in pixels.
  public var resolution: Resolution { sizes.resolution ?? model.resolution }

  /// The same graph with the sizes that are asked for, and its own where none is.
  public func with(_ sizes: RequestedSizes) -> ZooGraph {
    var graph = self
    graph.sizes = RequestedSizes(
      resolution: sizes.resolution ?? self.sizes.resolution,
      inputChannels: sizes.inputChannels ?? self.sizes.inputChannels,
      classes: sizes.classes ?? self.sizes.classes)
    return graph
  }

  /// This graph at its resolution multiplied and rounded.
  ///
  /// - Throws: `ArchitectureError` for coefficients that change anything else, and where a side would
  ///   shrink to nothing or outgrow the limits.
  public func scaled(
    by coefficients: ScalingCoefficients, rounding: RoundingRules = .tensorFlow
  ) throws(ArchitectureError) -> ScaledArchitecture<ZooGraph> {
    try requireDimensions(of: coefficients)
    let (resolution, changes) = try resolution.scaled(
      by: coefficients.resolution, rounding: rounding)
    return ScaledArchitecture(
      architecture: with(RequestedSizes(resolution: resolution)), coefficients: coefficients,
      changes: changes)
  }

  /// The layer graph.
  ///
  /// - Throws: `NetworkError` or `ArchitectureError` where the network cannot be built at these sizes.
  public func lowered() throws -> Network { try model.network(sizes) }

  /// A model's name stands for one network, so graphs are the same where it and the sizes are.
  public static func == (left: ZooGraph, right: ZooGraph) -> Bool {
    left.model.name == right.model.name && left.resolved == right.resolved
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(model.name)
    hasher.combine(resolved)
  }

  private var resolved: RequestedSizes {
    RequestedSizes(
      resolution: resolution, inputChannels: sizes.inputChannels ?? model.inputChannels,
      classes: sizes.classes ?? model.classes)
  }
}
