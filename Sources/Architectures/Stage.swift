public import Networks

/// A run of like blocks.
///
/// Only the first takes the stride and the change of channels.
public struct Stage: Hashable, Sendable {
  /// What is repeated.
  public let block: Block
  /// Height and width of the block's spatial kernel, odd.
  public let kernelSize: Int
  /// Stride of the first block.
  public let stride: Int
  /// Output channels of each block.
  public let channels: Int
  /// The number of blocks (the paper's #Layers).
  public let repeats: Int
  /// The activation, where it is not the architecture's.
  public let activation: Activation?

  /// - Throws: ``ArchitectureError`` naming the key that is out of range.
  public init(
    block: Block, kernelSize: Int, stride: Int, channels: Int, repeats: Int,
    activation: Activation? = nil
  ) throws(ArchitectureError) {
    try Self.checkWindow(kernelSize: kernelSize, stride: stride)
    try ArchitectureError.require(channels, in: 1...NetworkLimits.channels, "channels")
    try ArchitectureError.require(repeats, in: 1...Self.maximumRepeats, "repeats")
    try block.validate()
    self.block = block
    self.kernelSize = kernelSize
    self.stride = stride
    self.channels = channels
    self.repeats = repeats
    self.activation = activation
  }

  /// More blocks in one stage than this are refused.
  public static let maximumRepeats = 10_000

  /// The same stage with some of its parts replaced.
  ///
  /// - Throws: ``ArchitectureError`` as the initialiser does.
  public func with(
    block: Block? = nil, kernelSize: Int? = nil, stride: Int? = nil, channels: Int? = nil,
    repeats: Int? = nil
  ) throws(ArchitectureError) -> Stage {
    try Stage(
      block: block ?? self.block, kernelSize: kernelSize ?? self.kernelSize,
      stride: stride ?? self.stride, channels: channels ?? self.channels,
      repeats: repeats ?? self.repeats, activation: activation)
  }

  static func checkWindow(
    kernelSize: Int, stride: Int, place: String? = nil
  ) throws(ArchitectureError) {
    guard (1...255).contains(kernelSize), kernelSize % 2 == 1 else {
      let isEven = kernelSize > 0 && kernelSize % 2 == 0
      throw ArchitectureError(
        place: place, key: "kernelSize", found: "\(kernelSize)\(isEven ? ", which is even" : "")",
        expected: "an odd number such as 3, 5 or 7, up to 255")
    }
    try ArchitectureError.require(stride, in: 1...64, "stride", place: place)
  }
}
