import Networks

/// One block's place in its network, and what its stage says of it.
struct BlockFrame {
  let number: Int
  let input: Int
  let inputChannels: Int
  let kernelSize: Int
  let mixedKernelSizes: [Int]
  let stride: Int
  let channels: Int
  let activation: Activation
  let survivalProbability: Double

  /// Whether the input can be added to the output as it is.
  var keepsShape: Bool { stride == 1 && inputChannels == channels }
}
