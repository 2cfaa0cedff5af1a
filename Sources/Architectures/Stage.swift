public import Networks

/// A run of like blocks.
///
/// Only the first takes the stride and the change of channels.
public struct Stage: Hashable, Sendable {
  /// What is repeated.
  public let block: Block
  /// Height and width of the block's spatial kernel, odd; the largest where there are several.
  ///
  /// 0 in a universal bottleneck without a depthwise convolution in its middle.
  public let kernelSize: Int
  /// Kernel sizes that share the channels of the block's spatial convolution, each taking an equal
  /// part in this order (MixConv, arXiv:1907.09595); empty where one kernel takes them all.
  public let mixedKernelSizes: [Int]
  /// Stride of the first block.
  public let stride: Int
  /// Output channels of each block.
  public let channels: Int
  /// The number of blocks (the paper's #Layers).
  public let repeats: Int
  /// The activation, where it is not the architecture's.
  public let activation: Activation?
  /// Whether a library that numbers its weights by stages counts these blocks to the stage before, as
  /// timm does with several strings in one list; the network is the same either way.
  public let joinsStageBefore: Bool

  /// - Throws: ``ArchitectureError`` naming the key that is out of range.
  public init(
    block: Block, kernelSize: Int, stride: Int, channels: Int, repeats: Int,
    activation: Activation? = nil, joinsStageBefore: Bool = false
  ) throws(ArchitectureError) {
    try self.init(
      block: block, kernelSize: kernelSize, mixedKernelSizes: [], stride: stride,
      channels: channels, repeats: repeats, activation: activation,
      joinsStageBefore: joinsStageBefore)
  }

  /// A stage whose spatial convolution has one kernel size or several, 1 to ``maximumShares``.
  ///
  /// - Throws: ``ArchitectureError`` naming the key that is out of range.
  public init(
    block: Block, kernelSizes: [Int], stride: Int, channels: Int, repeats: Int,
    activation: Activation? = nil, joinsStageBefore: Bool = false
  ) throws(ArchitectureError) {
    try ArchitectureError.require(
      kernelSizes.count, in: 1...Self.maximumShares, "number of kernel sizes")
    try self.init(
      block: block, kernelSize: kernelSizes.max() ?? 0,
      mixedKernelSizes: kernelSizes.count > 1 ? kernelSizes : [], stride: stride,
      channels: channels, repeats: repeats, activation: activation,
      joinsStageBefore: joinsStageBefore)
  }

  private init(
    block: Block, kernelSize: Int, mixedKernelSizes: [Int], stride: Int, channels: Int,
    repeats: Int, activation: Activation?, joinsStageBefore: Bool
  ) throws(ArchitectureError) {
    try Self.checkKernels(kernelSize, mixed: mixedKernelSizes, stride: stride, of: block)
    try ArchitectureError.require(channels, in: 1...NetworkLimits.channels, "channels")
    try ArchitectureError.require(repeats, in: 1...Self.maximumRepeats, "repeats")
    try block.validate()
    self.block = block
    self.kernelSize = kernelSize
    self.mixedKernelSizes = mixedKernelSizes
    self.stride = stride
    self.channels = channels
    self.repeats = repeats
    self.activation = activation
    self.joinsStageBefore = joinsStageBefore
  }

  /// More blocks in one stage than this are refused.
  public static let maximumRepeats = 10_000

  /// The kernel sizes in order: one, or those that share the channels.
  public var kernelSizes: [Int] { mixedKernelSizes.isEmpty ? [kernelSize] : mixedKernelSizes }

  /// Channels fall into at most as many shares with a convolution each.
  public static let maximumShares = 16

  /// The same stage with some of its parts replaced.
  ///
  /// - Throws: ``ArchitectureError`` as the initialiser does.
  public func with(
    block: Block? = nil, kernelSize: Int? = nil, stride: Int? = nil, channels: Int? = nil,
    repeats: Int? = nil, joinsStageBefore: Bool? = nil
  ) throws(ArchitectureError) -> Stage {
    try Stage(
      block: block ?? self.block, kernelSize: kernelSize ?? self.kernelSize,
      mixedKernelSizes: kernelSize == nil ? mixedKernelSizes : [], stride: stride ?? self.stride,
      channels: channels ?? self.channels,
      repeats: repeats ?? self.repeats, activation: activation,
      joinsStageBefore: joinsStageBefore ?? self.joinsStageBefore)
  }

  static func checkWindow(
    kernelSize: Int, stride: Int, place: String? = nil
  ) throws(ArchitectureError) {
    try checkKernel(kernelSize, "kernelSize", place: place)
    try ArchitectureError.require(stride, in: 1...64, "stride", place: place)
  }

  static func checkKernel(
    _ size: Int, _ key: String, place: String? = nil
  ) throws(ArchitectureError) {
    guard (1...255).contains(size), size % 2 == 1 else {
      let isEven = size > 0 && size % 2 == 0
      throw ArchitectureError(
        place: place, key: key, found: "\(size)\(isEven ? ", which is even" : "")",
        expected: "an odd number such as 3, 5 or 7, up to 255")
    }
  }

  private static func checkKernels(
    _ kernelSize: Int, mixed: [Int], stride: Int, of block: Block
  ) throws(ArchitectureError) {
    if case .universalBottleneck(let parts) = block, kernelSize == 0, mixed.isEmpty {
      try ArchitectureError.require(stride, in: 1...64, "stride")
      guard stride == 1 || parts.startKernelSize > 0 || parts.endKernelSize > 0 else {
        throw ArchitectureError(
          key: "stride", found: "\(stride) without a depthwise convolution to take it",
          expected: "1, or a kernel size above 0 at the start, in the middle or at the end")
      }
      return
    }
    try checkWindow(kernelSize: kernelSize, stride: stride)
    guard !mixed.isEmpty else { return }
    for size in mixed { try checkKernel(size, "kernelSize") }
    guard block.mixesKernels else {
      throw ArchitectureError(
        key: "kernelSize", found: "\(mixed.map(String.init).joined(separator: "+"))",
        expected: "one size; mbConv, fusedMBConv and depthwiseSeparable may mix several")
    }
  }
}
