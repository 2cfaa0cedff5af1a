import CKernels
import Networks

extension ConvolutionLayer {
  var kernelConvolution: ck_convolution {
    ck_convolution(
      window: ck_window(
        input: input, output: output, kernel: convolution.kernelSize, stride: convolution.stride,
        dilation: convolution.dilation, edges: edges),
      in_channels: input.channels, out_channels: output.channels, groups: convolution.groups)
  }

  /// Floats of scratch of its kernels, forward and backward.
  var kernelScratch: Int {
    if isPointwise { return ck_pointwise_scratch(input.channels, output.channels) }
    var convolution = kernelConvolution
    return isDepthwise
      ? ck_depthwise_scratch(&convolution.window, input.channels)
      : ck_convolution_scratch(&convolution)
  }
}

extension ConvolutionLayer {
  /// Floats of scratch of a depthwise convolution of what is expanded from so many channels.
  func expandedScratch(inputs: Int) -> Int {
    var window = kernelConvolution.window
    return ck_expanded_scratch(&window, inputs, InferenceCut.expandedChannels)
  }

  /// Floats of scratch of its kernels of inference.
  var finishedScratch: Int {
    if suitsWinograd { return ck_winograd_scratch(input.channels, output.channels) }
    return isPointwise ? ck_finished_scratch(input.channels, output.channels) : kernelScratch
  }
}

extension PoolingWindow {
  var kernelWindow: ck_window {
    ck_window(
      input: input, output: output, kernel: pooling.kernelSize, stride: pooling.stride,
      edges: pooling.padding.edges(
        input: input, kernel: pooling.kernelSize, stride: pooling.stride))
  }

  /// Floats of scratch of its kernels, forward and backward.
  var kernelScratch: Int {
    var window = kernelWindow
    return ck_depthwise_scratch(&window, input.channels)
  }
}

extension ck_window {
  fileprivate init(
    input: TensorShape, output: TensorShape, kernel: Extent, stride: Extent,
    dilation: Extent = 1, edges: PaddingEdges
  ) {
    self.init(
      in_height: input.height, in_width: input.width, out_height: output.height,
      out_width: output.width, kernel_height: kernel.height, kernel_width: kernel.width,
      stride_height: stride.height, stride_width: stride.width,
      dilation_height: dilation.height, dilation_width: dilation.width, pad_top: edges.top,
      pad_left: edges.left, pad_bottom: edges.bottom, pad_right: edges.right)
  }
}
