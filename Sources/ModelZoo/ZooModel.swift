public import Architectures
public import Networks

/// A network known by name.
public struct ZooModel: Sendable {
  /// The name that commands take: `efficientnet-b0`.
  public let name: String
  /// The family in its papers' spelling: `EfficientNet`.
  public let family: String
  /// Height and width in pixels of the input that the published figures refer to.
  public let resolution: Resolution
  /// Outputs of the classifier: 1000, or 1001 where the reference implementation has a background
  /// class.
  public let classes: Int
  /// Channels of the input image: 3 for red, green, blue.
  public let inputChannels: Int
  /// The description by stages, where stages describe the network; `nil` for graphs of cells,
  /// of which a ``ZooGraph`` scales the resolution.
  public let architecture: Architecture?
  private let build: @Sendable (NetworkRequest) throws -> Network

  /// A network described by stages.
  init(family: String, architecture: Architecture) {
    name = architecture.name
    self.family = family
    resolution = architecture.resolution
    classes = architecture.head.classes
    inputChannels = architecture.inputChannels
    self.architecture = architecture
    build = { request in
      try architecture.with(
        resolution: request.resolution, inputChannels: request.inputChannels,
        head: architecture.head.with(classes: request.classes)
      ).lowered()
    }
  }

  /// A network built layer by layer.
  init(
    name: String, family: String, resolution: Resolution, classes: Int = 1000,
    build: @escaping @Sendable (NetworkRequest) throws -> Network
  ) {
    self.name = name
    self.family = family
    self.resolution = resolution
    self.classes = classes
    inputChannels = 3
    architecture = nil
    self.build = build
  }

  private init(_ model: ZooModel, name: String, resolution: Resolution, architecture: Architecture?)
  {
    self.name = name
    family = model.family
    self.resolution = resolution
    classes = model.classes
    inputChannels = model.inputChannels
    self.architecture = architecture
    build = model.build
  }

  /// The same model under the name `<name>@<resolution>`, with that resolution for its own.
  func at(resolution: Resolution) throws -> ZooModel {
    let name = "\(name)@\(resolution)"
    return ZooModel(
      self, name: name, resolution: resolution,
      architecture: try architecture?.with(name: name, resolution: resolution))
  }

  /// The layer graph, with the model's own sizes where none are asked for.
  ///
  /// - Returns: The network, its layers in topological order.
  /// - Throws: `NetworkError` or `ArchitectureError` where the sizes do not fit the network.
  public func network(_ sizes: RequestedSizes) throws -> Network {
    try build(
      NetworkRequest(
        name: name, resolution: sizes.resolution ?? resolution,
        classes: sizes.classes ?? classes, inputChannels: sizes.inputChannels ?? inputChannels))
  }

  /// The layer graph.
  ///
  /// - Parameters:
  ///   - resolution: Height and width of the input; `nil` for ``resolution``.
  ///   - classes: Outputs of the classifier; `nil` for ``classes``.
  ///   - inputChannels: Channels of the input image; `nil` for ``inputChannels``.
  /// - Returns: The network, its layers in topological order.
  /// - Throws: `NetworkError` or `ArchitectureError` where the sizes do not fit the network.
  public func network(
    resolution: Resolution? = nil, classes: Int? = nil, inputChannels: Int? = nil
  ) throws -> Network {
    try network(
      RequestedSizes(resolution: resolution, inputChannels: inputChannels, classes: classes))
  }
}
