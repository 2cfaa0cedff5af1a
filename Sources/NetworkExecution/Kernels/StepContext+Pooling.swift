import CKernels
import Networks

/// Pooling over windows and over whole images.
extension StepContext {
  /// Output lines of a pooling; `winner` receives a maximum's taps, bytes `[rows, channels]`, for its
  /// backward step.
  func poolingForward(
    _ window: PoolingWindow, lines: Range<Int>, x: ViewSpec, y: Matrix, winner: Place?
  ) {
    let channels = window.input.channels
    var (kernelWindow, x) = (window.kernelWindow, memory.view(x))
    switch window.pooling.kind {
    case .maximum:
      kernels.table.pointee.maximum_pooling_forward(
        &kernelWindow, channels, lines.lowerBound, lines.count, &x, memory.pointer(y.place),
        y.stride, winner.map { memory.bytes($0) }, scratch)
    case .average, .averageIncludingPadding:
      kernels.table.pointee.average_pooling_forward(
        &kernelWindow, window.pooling.kind == .averageIncludingPadding, channels,
        lines.lowerBound, lines.count, &x, memory.pointer(y.place), y.stride, scratch)
    }
  }

  /// The gradient by a pooling's input, for some of its lines; `winner` is what the forward step of a
  /// maximum kept.
  func poolingBackward(
    _ window: PoolingWindow, lines: Range<Int>, dy: Matrix, winner: Place?, sink: SinkSpec,
    part: Int
  ) {
    let channels = window.input.channels
    var kernelWindow = window.kernelWindow
    memory.with(sink, part: part, channels: channels) { sink in
      switch window.pooling.kind {
      case .maximum:
        guard let winner else { return }
        kernels.table.pointee.maximum_pooling_backward(
          &kernelWindow, channels, lines.lowerBound, lines.count, memory.pointer(dy.place),
          dy.stride, memory.bytes(winner), sink, scratch)
      case .average, .averageIncludingPadding:
        kernels.table.pointee.average_pooling_backward(
          &kernelWindow, window.pooling.kind == .averageIncludingPadding, channels,
          lines.lowerBound, lines.count, memory.pointer(dy.place), dy.stride, sink, scratch)
      }
    }
  }

  /// The mean over the pixels of some images, `[images, channels]`; `store` is where to keep the
  /// values that the view yields.
  func globalAverage(
    _ images: Range<Int>, shape: TensorShape, x: ViewSpec, store: Matrix?, mean: Matrix
  ) {
    var x = memory.view(x)
    kernels.table.pointee.global_average(
      images.lowerBound, images.count, shape.pixels, shape.channels, &x,
      memory.pointer(store?.place), store?.stride ?? 0, memory.pointer(mean.place), mean.stride)
  }
}
