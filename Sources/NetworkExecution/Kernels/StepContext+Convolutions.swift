import CKernels
import Networks

/// Products of matrices, and convolutions. Rows, lines and ranges are of the whole batch.
extension StepContext {
  /// z = x · w for some rows; `packed` is w, `[input, output]`, packed forward.
  ///
  /// `store` is where to keep the values that the view yields, `[rows, input]`; `moments` are
  /// doubles, `[2, output]`: each column's mean over these rows, and the sum of its squared
  /// distances from that mean.
  func pointwiseForward(
    _ rows: Range<Int>, input: Int, output: Int, x: ViewSpec, store: Matrix?, packed: Place,
    z: Matrix, moments: Place?
  ) {
    var x = memory.view(x)
    kernels.table.pointee.pointwise_forward(
      rows.lowerBound, rows.count, input, output, &x, memory.pointer(store?.place),
      store?.stride ?? 0, memory.pointer(packed), memory.pointer(z.place), z.stride,
      memory.doubles(moments), scratch)
  }

  /// The sink receives dz · wᵀ, and `dw` grows by xᵀ · dz, for some rows.
  ///
  /// `packed` is w packed backward, needed with a sink; `part` the part of the sink's sums to write;
  /// `x` what the gradient by w is taken of, `nil` where that is not wanted. `sharesView` says that
  /// `x` and the sink's view are one, so that both come of one load.
  func pointwiseBackward(
    _ rows: Range<Int>, input: Int, output: Int, dz: GradientSpec, packed: Place?,
    sink: SinkSpec?, part: Int, x: ViewSpec?, sharesView: Bool, dw: Place?
  ) {
    var dz = memory.gradient(dz)
    memory.with(sink, part: part, channels: input, reading: x, shared: sharesView) { sink, x in
      kernels.table.pointee.pointwise_backward(
        rows.lowerBound, rows.count, input, output, &dz, memory.pointer(packed), sink, x,
        memory.pointer(dw), output, scratch)
    }
  }

  /// Output lines of a depthwise convolution; weights as the network has them.
  func depthwiseForward(
    _ layer: ConvolutionLayer, lines: Range<Int>, x: ViewSpec, weights: Place, z: Matrix,
    moments: Place?
  ) {
    var (window, x) = (layer.kernelConvolution.window, memory.view(x))
    kernels.table.pointee.depthwise_forward(
      &window, layer.input.channels, lines.lowerBound, lines.count, &x, memory.pointer(weights),
      memory.pointer(z.place), z.stride, memory.doubles(moments), scratch)
  }

  /// Input lines of the backward step of a depthwise convolution; as ``pointwiseBackward``.
  func depthwiseBackward(
    _ layer: ConvolutionLayer, lines: Range<Int>, dz: GradientSpec, weights: Place,
    sink: SinkSpec?, part: Int, x: ViewSpec?, sharesView: Bool, dw: Place?
  ) {
    let channels = layer.input.channels
    var (window, dz) = (layer.kernelConvolution.window, memory.gradient(dz))
    memory.with(sink, part: part, channels: channels, reading: x, shared: sharesView) { sink, x in
      kernels.table.pointee.depthwise_backward(
        &window, channels, lines.lowerBound, lines.count, &dz, memory.pointer(weights), sink, x,
        memory.pointer(dw), scratch)
    }
  }

  /// Output lines of a convolution whose weights are packed forward.
  func convolutionForward(
    _ layer: ConvolutionLayer, lines: Range<Int>, x: ViewSpec, packed: Place, z: Matrix,
    moments: Place?
  ) {
    var (convolution, x) = (layer.kernelConvolution, memory.view(x))
    kernels.table.pointee.convolution_forward(
      &convolution, ck_range(lines, channels: 0..<layer.output.channels), &x,
      memory.pointer(packed), memory.pointer(z.place), z.stride, memory.doubles(moments), scratch)
  }

  /// The gradient by a convolution's input, for some of its lines; weights packed backward.
  func convolutionBackwardData(
    _ layer: ConvolutionLayer, lines: Range<Int>, dz: GradientSpec, packed: Place,
    sink: SinkSpec, part: Int
  ) {
    let channels = layer.input.channels
    var (convolution, dz) = (layer.kernelConvolution, memory.gradient(dz))
    memory.with(sink, part: part, channels: channels) { sink in
      kernels.table.pointee.convolution_backward_data(
        &convolution, ck_range(lines, channels: 0..<channels), &dz, memory.pointer(packed), sink,
        scratch)
    }
  }

  /// `dw` grows by what some output lines and channels contribute; it starts at the first of them.
  func convolutionBackwardWeights(
    _ layer: ConvolutionLayer, lines: Range<Int>, channels: Range<Int>, dz: GradientSpec,
    x: ViewSpec, dw: Place
  ) {
    var (convolution, x) = (layer.kernelConvolution, memory.view(x))
    var dz = memory.gradient(dz, from: channels.lowerBound)
    kernels.table.pointee.convolution_backward_weights(
      &convolution, ck_range(lines, channels: channels), &dz, &x, memory.pointer(dw),
      layer.output.channels, scratch)
  }
}

extension ck_range {
  init(_ lines: Range<Int>, channels: Range<Int>) {
    self.init(
      first_line: lines.lowerBound, lines: lines.count, first_channel: channels.lowerBound,
      channels: channels.count)
  }
}
