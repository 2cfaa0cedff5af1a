extension Operation {
  /// The shape this operation gives for one input, its own numbers checked first: what a builder asks
  /// for each layer.
  @inline(__always)
  func checkedOutputShape(_ input: TensorShape) throws(NetworkError) -> TensorShape {
    // Most layers are one of these two, and have nothing but their shape to check.
    if case .convolution(let convolution) = self { return try convolution.outputShape(input) }
    if case .activation = self { return input }
    try validate()
    return try outputShape(input)
  }

  /// The shape this operation gives for one input.
  ///
  /// - Throws: ``NetworkError`` where the operation cannot be applied to that shape.
  public func outputShape(_ input: TensorShape) throws(NetworkError) -> TensorShape {
    switch self {
    case .input, .batchNormalization, .layerNormalization, .channelScale, .activation, .scale,
      .dropout, .stochasticDepth:
      return input
    case .tokenEmbedding:
      return try TensorShape(height: input.pixels + 1, width: 1, channels: input.channels)
    case .attention(let heads):
      guard heads >= 1, input.channels % 3 == 0, input.channels / 3 % heads == 0 else {
        throw NetworkError(
          .channelsDoNotFit,
          "attention of \(heads) heads over \(input.channels) channels; expected queries, keys and "
            + "values of equal width, each a multiple of the heads")
      }
      return TensorShape(
        uncheckedHeight: input.height, width: input.width, channels: input.channels / 3)
    case .convolution(let convolution):
      return try convolution.outputShape(input)
    case .fullyConnected(let fullyConnected):
      return try TensorShape(
        height: input.height, width: input.width, channels: fullyConnected.outputs)
    case .pooling(let pooling):
      return try pooling.outputShape(input)
    case .adaptiveAveragePooling(let pooling): return try pooling.outputShape(input)
    case .globalAveragePooling:
      return TensorShape(uncheckedHeight: 1, width: 1, channels: input.channels)
    case .slice(let start, let count):
      guard start >= 0, count >= 1, start <= input.channels, count <= input.channels - start else {
        throw NetworkError(
          .channelsDoNotFit,
          "slice of \(count) channels from channel \(start) of an input with \(input.channels)")
      }
      return TensorShape(uncheckedHeight: input.height, width: input.width, channels: count)
    case .channelShuffle(let groups):
      guard groups >= 1, input.channels % groups == 0 else {
        throw NetworkError(
          .channelsDoNotFit, "\(input.channels) channels do not divide into \(groups) groups")
      }
      return input
    case .pad(let top, let left, let bottom, let right):
      for amount in [top, left, bottom, right] where abs(amount) > NetworkLimits.kernel {
        throw NetworkError(
          .invalidParameter, "padding of \(amount); expected at most \(NetworkLimits.kernel)")
      }
      return try TensorShape(
        height: input.height + top + bottom, width: input.width + left + right,
        channels: input.channels)
    case .flatten:
      let elements = input.elements
      guard elements <= NetworkLimits.channels else {
        throw NetworkError(
          .invalidShape,
          "\(input) flattens to \(elements) channels; expected at most \(NetworkLimits.channels)")
      }
      return TensorShape(uncheckedHeight: 1, width: 1, channels: elements)
    case .add, .multiply, .concatenate:
      throw NetworkError(.inputsDisagree, "one input; expected two or more")
    }
  }

  /// Refuses `count` inputs where this operation does not join so many.
  func checkJoins(_ count: Int) throws(NetworkError) {
    guard joins else {
      throw NetworkError(.inputsDisagree, "\(count) inputs; expected one")
    }
    if case .multiply = self, count != 2 {
      throw NetworkError(.inputsDisagree, "\(count) inputs; expected two")
    }
    guard count >= 2 else {
      throw NetworkError(.inputsDisagree, "\(count) inputs; expected two or more")
    }
  }

  /// The shape this operation gives when it joins `next` to inputs that together have given `shape`.
  ///
  /// - Throws: ``NetworkError`` where the shapes do not go together.
  func outputShape(
    joining shape: TensorShape, and next: TensorShape
  ) throws(NetworkError) -> TensorShape {
    switch self {
    case .add:
      guard next == shape else {
        throw NetworkError(.inputsDisagree, "adds \(shape) and \(next); expected equal shapes")
      }
      return shape
    case .multiply:
      let isGate = next.pixels == 1 && next.channels == shape.channels
      guard next == shape || isGate else {
        throw NetworkError(
          .inputsDisagree,
          "multiplies \(shape) by \(next); expected two equal shapes, or a second of "
            + "1×1×\(shape.channels)")
      }
      return shape
    case .concatenate:
      guard next.height == shape.height, next.width == shape.width else {
        throw NetworkError(
          .inputsDisagree, "concatenates \(shape) and \(next); expected equal heights and widths")
      }
      return try TensorShape(
        height: shape.height, width: shape.width, channels: shape.channels + next.channels)
    case .input, .convolution, .fullyConnected, .batchNormalization, .layerNormalization,
      .tokenEmbedding, .attention, .channelScale, .activation, .pooling,
      .adaptiveAveragePooling, .globalAveragePooling, .scale, .slice, .channelShuffle, .pad,
      .dropout, .stochasticDepth, .flatten:
      throw NetworkError(.inputsDisagree, "two inputs; expected one")
    }
  }

  /// Checks the numbers that do not depend on the input's shape.
  func validate() throws(NetworkError) {
    switch self {
    case .layerNormalization(let epsilon):
      try Self.require(epsilon, in: 0...1, "epsilon")
    case .batchNormalization(let normalization):
      try Self.require(normalization.epsilon, in: 0...1, "epsilon")
      try Self.require(normalization.momentum, in: 0...1, "momentum")
    case .dropout(let rate):
      guard rate >= 0, rate < 1 else {
        throw NetworkError(.invalidParameter, "dropout rate \(rate); expected 0 ≤ rate < 1")
      }
    case .stochasticDepth(let probability):
      guard probability > 0, probability <= 1 else {
        throw NetworkError(
          .invalidParameter, "survival probability \(probability); expected 0 < probability ≤ 1")
      }
    case .scale(let factor), .channelScale(let factor):
      guard factor.isFinite else {
        throw NetworkError(.invalidParameter, "factor \(factor); expected a finite number")
      }
    case .input:
      throw NetworkError(.invalidGraph, "a second input; a network has one, made with its builder")
    case .convolution, .fullyConnected, .tokenEmbedding, .attention, .activation, .pooling,
      .adaptiveAveragePooling, .globalAveragePooling, .add, .multiply, .concatenate, .slice,
      .channelShuffle, .pad, .flatten:
      break
    }
  }

  private static func require(
    _ value: Double, in range: ClosedRange<Double>, _ name: String
  ) throws(NetworkError) {
    guard range.contains(value) else {
      throw NetworkError(
        .invalidParameter,
        "\(name) \(value); expected \(range.lowerBound) to \(range.upperBound)")
    }
  }
}

extension Convolution {
  /// Whether every group has one input and one output channel, given `inputChannels`.
  public func isDepthwise(inputChannels: Int) -> Bool {
    groups > 1 && groups == inputChannels && outputChannels == inputChannels
  }

  /// A 1×1 convolution without groups: a linear map of each pixel's channels.
  @inlinable public var isPointwise: Bool { kernelSize == 1 && groups == 1 }

  /// A 3×3 convolution of stride 1 without groups and dilation, which Winograd's minimal filtering
  /// computes with fewer multiplications (Lavin and Gray, arXiv:1509.09308).
  public var suitsMinimalFiltering: Bool {
    kernelSize == 3 && stride == 1 && dilation == 1 && groups == 1
  }

  func outputShape(_ input: TensorShape) throws(NetworkError) -> TensorShape {
    guard (1...NetworkLimits.channels).contains(outputChannels) else {
      throw NetworkError(
        .invalidShape,
        "\(outputChannels) output channels; expected 1 to \(NetworkLimits.channels)")
    }
    // Divisions are what takes longest here, so the commonest number of groups does without.
    guard
      groups == 1
        || groups >= 1 && input.channels % groups == 0 && outputChannels % groups == 0
    else {
      throw NetworkError(
        .channelsDoNotFit,
        "\(input.channels) input and \(outputChannels) output channels do not both divide "
          + "into \(groups) groups")
    }
    if kernelSize == 1, stride == 1, dilation == 1, padding == .valid {
      return TensorShape(
        uncheckedHeight: input.height, width: input.width, channels: outputChannels)
    }
    return try Window(
      kernelSize: kernelSize, stride: stride, dilation: dilation, padding: padding
    ).outputShape(input, channels: outputChannels)
  }
}

extension Pooling {
  func outputShape(_ input: TensorShape) throws(NetworkError) -> TensorShape {
    try Window(
      kernelSize: kernelSize, stride: stride, dilation: 1, padding: padding, roundsUp: roundsUp
    ).outputShape(input, channels: input.channels)
  }
}

/// A sliding window: the arithmetic that convolutions and poolings share.
private struct Window {
  let kernelSize: Extent
  let stride: Extent
  let dilation: Extent
  let padding: Padding
  var roundsUp = false

  func outputShape(_ input: TensorShape, channels: Int) throws(NetworkError) -> TensorShape {
    if !isInRange { try checkRanges() }
    let edges = padding.edges(
      input: input, kernel: kernelSize, stride: stride, dilation: dilation)
    let height = output(
      input.height, before: edges.top, after: edges.bottom, kernel: kernelSize.height,
      stride: stride.height, dilation: dilation.height)
    let width = output(
      input.width, before: edges.left, after: edges.right, kernel: kernelSize.width,
      stride: stride.width, dilation: dilation.width)
    guard height >= 1, width >= 1 else {
      throw NetworkError(
        .resolutionVanishes,
        "a window of \(kernelSize) does not fit into \(input.height)×\(input.width) pixels with "
          + "padding \(padding): no pixel is left; use a higher resolution or fewer strides")
    }
    return TensorShape(uncheckedHeight: height, width: width, channels: channels)
  }

  /// Output pixels along one side; 0 where the window does not fit.
  private func output(
    _ input: Int, before: Int, after: Int, kernel: Int, stride: Int, dilation: Int
  ) -> Int {
    let room = input + before + after - ((kernel - 1) * dilation + 1)
    guard room >= 0 else { return 0 }
    guard stride > 1 else { return room + 1 }
    guard roundsUp else { return room / stride + 1 }
    let windows = (room + stride - 1) / stride + 1
    // PyTorch's rule: a window that would start beyond the input and its leading padding is left out.
    return (windows - 1) * stride >= input + before ? windows - 1 : windows
  }

  /// Whether kernel, stride, dilation and padding are all within the limits.
  private var isInRange: Bool {
    let allowed = 1...NetworkLimits.kernel
    guard allowed.contains(kernelSize.height), allowed.contains(kernelSize.width),
      allowed.contains(stride.height), allowed.contains(stride.width),
      allowed.contains(dilation.height), allowed.contains(dilation.width)
    else { return false }
    guard case .explicit(let top, let left, let bottom, let right) = padding else { return true }
    let amounts = 0...NetworkLimits.kernel
    return amounts.contains(top) && amounts.contains(left) && amounts.contains(bottom)
      && amounts.contains(right)
  }

  /// Finds what is out of range and says so.
  @inline(never)
  private func checkRanges() throws(NetworkError) {
    let allowed = 1...NetworkLimits.kernel
    guard allowed.contains(kernelSize.height), allowed.contains(kernelSize.width) else {
      throw NetworkError(
        .invalidParameter, "kernel size \(kernelSize); expected 1 to \(NetworkLimits.kernel)")
    }
    guard allowed.contains(stride.height), allowed.contains(stride.width) else {
      throw NetworkError(
        .invalidParameter, "stride \(stride); expected 1 to \(NetworkLimits.kernel)")
    }
    guard allowed.contains(dilation.height), allowed.contains(dilation.width) else {
      throw NetworkError(
        .invalidParameter, "dilation \(dilation); expected 1 to \(NetworkLimits.kernel)")
    }
    if case .explicit(let top, let left, let bottom, let right) = padding {
      let amounts = 0...NetworkLimits.kernel
      guard amounts.contains(top), amounts.contains(left), amounts.contains(bottom),
        amounts.contains(right)
      else {
        throw NetworkError(
          .invalidParameter, "padding \(padding); expected 0 to \(NetworkLimits.kernel)")
      }
    }
  }
}
