public import Architectures
public import Networks

/// A network of the zoo as its graph of layers, of which the resolution can be scaled and nothing
/// else.
public struct ZooGraph: ScalableArchitecture {
  /// The resolution alone: a graph has no stages to repeat or widen.
  public static var scalableDimensions: Set<ScalingDimension> { [.resolution] }

  private let model: ZooModel
  private let sizes: RequestedSizes

  /// The graph at the sizes asked for, and the model's own where none is.
  public init(_ model: ZooModel, _ sizes: RequestedSizes = RequestedSizes()) {
    self.model = model
    self.sizes = sizes
  }

  /// The model's name.
  public var name: String { model.name }

  /// Height and width of the input in pixels.
  public var resolution: Resolution { sizes.resolution ?? model.resolution }

  /// The same graph with the sizes that are asked for, and its own where none is.
  public func with(_ sizes: RequestedSizes) -> ZooGraph {
    ZooGraph(
      model,
      RequestedSizes(
        resolution: sizes.resolution ?? self.sizes.resolution,
        inputChannels: sizes.inputChannels ?? self.sizes.inputChannels,
        classes: sizes.classes ?? self.sizes.classes))
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

  /// A name stands for one network, so graphs are the same where name and sizes are.
  public static func == (left: ZooGraph, right: ZooGraph) -> Bool {
    left.name == right.name && left.resolved == right.resolved
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(resolved)
  }

  private var resolved: RequestedSizes {
    RequestedSizes(
      resolution: resolution, inputChannels: sizes.inputChannels ?? model.inputChannels,
      classes: sizes.classes ?? model.classes)
  }
}
