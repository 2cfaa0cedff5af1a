import Networks

/// A convolution, or a fully-connected layer as a 1×1 convolution, with the layer that owns its
/// weights.
struct ConvolutionLayer {
  let layer: Int
  /// The layer whose parameters it uses: itself, unless it shares another's.
  let parameters: Int
  let convolution: Convolution
  /// Shapes for one image.
  let input: TensorShape
  let output: TensorShape

  /// A product of matrices over all pixels.
  var isPointwise: Bool { convolution.isPointwise && convolution.stride == 1 && !pads }
  /// Every channel alone, over windows.
  var isDepthwise: Bool {
    !isPointwise && convolution.isDepthwise(inputChannels: input.channels)
  }

  var edges: PaddingEdges {
    convolution.padding.edges(
      input: input, kernel: convolution.kernelSize, stride: convolution.stride,
      dilation: convolution.dilation)
  }

  /// Whether Winograd's F(2×2, 3×3) computes it, and with less work: not where channels are so few
  /// that transforming tiles costs what it saves.
  var suitsWinograd: Bool {
    convolution.suitsMinimalFiltering && input.channels >= 16 && output.channels >= 16
      && output.pixels >= 16
  }

  private var pads: Bool {
    let edges = edges
    return edges.top != 0 || edges.left != 0 || edges.bottom != 0 || edges.right != 0
  }

  /// Multiply-adds of one product over so many images.
  func multiplyAdds(_ images: Int) -> Int {
    images * output.elements * convolution.kernelSize.area
      * (input.channels / convolution.groups)
  }

  /// Elements of the weights.
  var weights: Int {
    convolution.kernelSize.area * (input.channels / convolution.groups) * output.channels
  }

  /// The operator that computes it: a product of matrices where it is one, a loop of its own where
  /// every channel stands alone.
  func nodeOperator(reading source: Value) -> any ConvolutionOperator {
    if isPointwise { return PointwiseOperator(layer: self, source: source) }
    return isDepthwise
      ? DepthwiseOperator(layer: self, source: source)
      : WindowConvolutionOperator(layer: self, source: source)
  }
}

/// An operator with a convolution's weights, whose forward step also takes the moments of what it
/// writes.
protocol ConvolutionOperator: NodeOperator {
  var layer: ConvolutionLayer { get }
  var source: Value { get }
}

extension ConvolutionOperator {
  var sources: [Value] { [source] }
  var parameters: Int? { layer.parameters }

  func forward(_ index: Int, in plan: inout some ForwardBuilder) {
    plan.convolve(index, source, with: layer)
  }
}

extension ConvolutionLayer {
  /// How the forward step is cut, in rows or lines.
  func forwardPartition(_ total: Int, in assembly: PlanAssembly) -> Partition {
    let batch = assembly.batch
    return assembly.partition(
      total, cost: multiplyAdds(batch) + 4 * batch * (input.elements + output.elements))
  }
}
