public import Networks

/// The layers before the stages: convolutions, each normalised and activated, then perhaps a
/// pooling.
public struct Stem: Hashable, Sendable {
  /// One convolution of a stem.
  public struct Layer: Hashable, Sendable {
    /// Output channels.
    public let channels: Int
    /// Height and width of the kernel in pixels, odd.
    public let kernelSize: Int
    /// Input pixels from one window to the next.
    public let stride: Int

    /// - Throws: ``ArchitectureError`` for channels, an even kernel, or a stride out of range.
    public init(channels: Int, kernelSize: Int, stride: Int) throws(ArchitectureError) {
      try ArchitectureError.require(
        channels, in: 1...NetworkLimits.channels, "channels", place: "stem")
      try Stage.checkWindow(kernelSize: kernelSize, stride: stride, place: "stem")
      self.channels = channels
      self.kernelSize = kernelSize
      self.stride = stride
    }
  }

  /// The convolutions in order, 1 to 16.
  public let layers: [Layer]
  /// The activation, where it is not the architecture's.
  public let activation: Activation?
  /// Whether a 3×3 maximum pooling of stride 2 follows (ResNet).
  public let hasPooling: Bool
  /// Whether that pooling rounds its output size up instead of padding its input, as networks from
  /// Caffe do; the sizes differ only where the stem's output is odd.
  public let poolingRoundsUp: Bool

  /// A stem of one convolution.
  ///
  /// - Throws: ``ArchitectureError`` for a value out of range.
  public init(
    channels: Int, kernelSize: Int = 3, stride: Int = 2, activation: Activation? = nil,
    hasPooling: Bool = false, poolingRoundsUp: Bool = false
  ) throws(ArchitectureError) {
    try self.init(
      layers: [Layer(channels: channels, kernelSize: kernelSize, stride: stride)],
      activation: activation, hasPooling: hasPooling, poolingRoundsUp: poolingRoundsUp)
  }

  /// A stem of one or more convolutions (SENet-154 has three).
  ///
  /// - Throws: ``ArchitectureError`` where there is no convolution, or more than 16.
  public init(
    layers: [Layer], activation: Activation? = nil, hasPooling: Bool = false,
    poolingRoundsUp: Bool = false
  ) throws(ArchitectureError) {
    try ArchitectureError.require(layers.count, in: 1...16, "layers", place: "stem")
    self.layers = layers
    self.activation = activation
    self.hasPooling = hasPooling
    self.poolingRoundsUp = poolingRoundsUp
  }

  /// Channels that the stages receive.
  public var channels: Int { layers[layers.count - 1].channels }
}
