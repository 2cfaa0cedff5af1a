import Networks

extension Lowering {
  /// Convolution, normalisation and, where the third role is given, activation.
  ///
  /// - Parameters:
  ///   - input: The layer to convolve.
  ///   - frame: The block.
  ///   - channels: Output channels.
  ///   - kernelSize: The one kernel size.
  ///   - mixed: Kernel sizes for a share of the channels each; empty for the one.
  ///   - stride: Input pixels from one window to the next.
  ///   - groups: 1, or the channels of a depthwise convolution, of every share too.
  ///   - roles: Of the convolution, the normalisation, and the activation or none.
  /// - Returns: The last layer.
  /// - Throws: `NetworkError` naming the layer.
  mutating func convolve(
    _ input: Int, _ frame: BlockFrame, channels: Int, kernelSize: Int, mixed: [Int] = [],
    stride: Int = 1, groups: Int = 1, roles: (LayerRole, LayerRole, LayerRole?)
  ) throws(NetworkError) -> Int {
    var current: Int
    if mixed.isEmpty {
      current = try builder.add(
        convolution(channels, kernelSize: kernelSize, stride: stride, groups: groups),
        to: input, name: .block(frame.number, roles.0))
    } else {
      current = try convolveShares(
        input, frame, channels: channels, kernelSizes: mixed, stride: stride,
        isDepthwise: groups > 1, role: roles.0)
    }
    current = try normalize(current, .block(frame.number, roles.1))
    guard let role = roles.2 else { return current }
    return try builder.add(
      .activation(frame.activation), to: current, name: .block(frame.number, role))
  }

  /// The kernel sizes of a 1×1 convolution in `shares`; none where it takes all channels at once.
  func pointwise(_ shares: Int) -> [Int] {
    shares > 1 ? [Int](repeating: 1, count: shares) : []
  }

  /// A convolution with a kernel of its own for each share of the input channels, their outputs side
  /// by side (MixConv, arXiv:1907.09595, section 3.1).
  private mutating func convolveShares(
    _ input: Int, _ frame: BlockFrame, channels: Int, kernelSizes: [Int], stride: Int,
    isDepthwise: Bool, role: LayerRole
  ) throws(NetworkError) -> Int {
    let inputChannels = builder.shape(of: input).channels
    let (slice, concatenation) = Self.shareRoles(of: role)
    guard kernelSizes.count <= min(inputChannels, channels) else {
      throw builder.failure(
        .channelsDoNotFit,
        "\(kernelSizes.count) convolutions side by side from \(inputChannels) to \(channels) "
          + "channels; expected a channel for each at least",
        at: .block(frame.number, slice, share: 0))
    }
    var start = 0
    var outputs: [Int] = []
    for (index, kernelSize) in kernelSizes.enumerated() {
      let share = Self.share(index, of: inputChannels, among: kernelSizes.count)
      let part = try builder.add(
        .slice(start: start, count: share), to: input,
        name: .block(frame.number, slice, share: index))
      let outputChannels = Self.share(index, of: channels, among: kernelSizes.count)
      outputs.append(
        try builder.add(
          convolution(
            outputChannels, kernelSize: kernelSize, stride: stride,
            groups: isDepthwise ? share : 1),
          to: part, name: .block(frame.number, role, share: index)))
      start += share
    }
    return try builder.add(
      .concatenate, joining: outputs, name: .block(frame.number, concatenation))
  }

  /// Equal shares; the first also has what is left over, as in MixNet's code.
  private static func share(_ index: Int, of channels: Int, among count: Int) -> Int {
    channels / count + (index == 0 ? channels % count : 0)
  }

  private static func shareRoles(
    of role: LayerRole
  ) -> (slice: LayerRole, concatenation: LayerRole) {
    switch role {
    case .expand: (.expandSlice, .expandConcatenation)
    case .project: (.projectSlice, .projectConcatenation)
    default: (.depthwiseSlice, .depthwiseConcatenation)
    }
  }
}
