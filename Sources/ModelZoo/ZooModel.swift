public import Architectures
public import Networks

/// A network known by name.
public struct ZooModel: Sendable {
  /// The name that commands take: `efficientnet-b0`.
  public let name: String
  /// The family in its papers' spelling: `EfficientNet`.
  public let family: String
  /// Height and width in pixels of the input that the published figures refer to.
  public let resolution: Int
  /// The description by stages, where stages describe the network; `nil` for graphs of cells.
  public let architecture: Architecture?
  private let build: @Sendable (NetworkRequest) throws -> Network

  /// A network described by stages.
  init(family: String, architecture: Architecture) {
    name = architecture.name
    self.family = family
    resolution = architecture.resolution
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
    name: String, family: String, resolution: Int,
    build: @escaping @Sendable (NetworkRequest) throws -> Network
  ) {
    self.name = name
    self.family = family
    self.resolution = resolution
    architecture = nil
    self.build = build
  }

  /// The layer graph.
  ///
  /// - Parameters:
  ///   - resolution: Height and width of the input; `nil` for ``resolution``.
  ///   - classes: Outputs of the classifier.
  ///   - inputChannels: Channels of the input image.
  /// - Returns: The network, its layers in topological order.
  /// - Throws: `NetworkError` or `ArchitectureError` where the sizes do not fit the network.
  public func network(
    resolution: Int? = nil, classes: Int = 1000, inputChannels: Int = 3
  ) throws -> Network {
    try build(
      NetworkRequest(
        name: name, resolution: resolution ?? self.resolution, classes: classes,
        inputChannels: inputChannels))
  }
}

/// What a builder is asked for.
struct NetworkRequest {
  let name: String
  let resolution: Int
  let classes: Int
  let inputChannels: Int
}
