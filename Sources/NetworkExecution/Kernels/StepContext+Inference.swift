import CKernels
import Networks

/// Convolutions whose results are finished on their way to memory. Rows and lines are of the whole
/// batch; channels are of the result, cut at multiples of `Kernels.columns`.
extension StepContext {
  /// y = finish(x · w) for some rows and columns; `packed` is all of w, packed forward.
  func pointwiseFinished(
    _ layer: ConvolutionLayer, rows: Range<Int>, channels: Range<Int>, x: ViewSpec,
    packed: Place, finish: FinishSpec, y: Matrix
  ) {
    let inputs = layer.input.channels
    var (x, finish) = (memory.view(x), memory.finish(finish, from: channels.lowerBound))
    kernels.table.pointee.pointwise_finished(
      rows.lowerBound, rows.count, inputs, channels.count, &x,
      memory.pointer(packed) + channels.lowerBound * inputs, &finish,
      memory.pointer(y.place) + channels.lowerBound, y.stride, scratch)
  }

  /// Some lines and channels of a convolution over windows.
  func convolutionFinished(
    _ layer: ConvolutionLayer, lines: Range<Int>, channels: Range<Int>, x: ViewSpec,
    packed: Place, finish: FinishSpec, y: Matrix
  ) {
    var (convolution, x) = (layer.kernelConvolution, memory.view(x))
    var finish = memory.finish(finish, from: channels.lowerBound)
    kernels.table.pointee.convolution_finished(
      &convolution, ck_range(lines, channels: channels), &x, memory.pointer(packed), &finish,
      memory.pointer(y.place) + channels.lowerBound, y.stride, scratch)
  }

  /// Some lines of tiles and channels of a convolution by Winograd's F(2×2, 3×3).
  func winogradFinished(
    _ layer: ConvolutionLayer, tileLines: Range<Int>, channels: Range<Int>, x: Matrix,
    packed: Place, finish: FinishSpec, y: Matrix
  ) {
    let (inputs, first) = (layer.input.channels, channels.lowerBound)
    var (window, finish) = (layer.kernelConvolution.window, memory.finish(finish, from: first))
    kernels.table.pointee.winograd_finished(
      &window, inputs, channels.count, tileLines.lowerBound, tileLines.count,
      memory.pointer(x.place), x.stride, memory.pointer(packed) + first * inputs,
      WeightPacking.floats(rows: inputs, columns: layer.output.channels), &finish,
      memory.pointer(y.place) + first, y.stride, scratch)
  }

  /// Some lines and channels of a depthwise convolution.
  ///
  /// `sums` receives the channels' sums over these lines.
  func depthwiseFinished(
    _ step: FinishedDepthwise, lines: Range<Int>, channels: Range<Int>, sums: Place?
  ) {
    let (layer, first) = (step.layer, channels.lowerBound)
    var window = layer.kernelConvolution.window
    var finish = memory.finish(step.finish, from: first)
    kernels.table.pointee.depthwise_finished(
      &window, channels.count, lines.lowerBound, lines.count,
      memory.pointer(step.x.place) + first, step.x.stride, memory.pointer(step.weights) + first,
      WeightForm.rowFloats(channels: layer.output.channels), &finish,
      memory.pointer(step.y.place) + first, step.y.stride, memory.pointer(sums), scratch)
  }

  /// The same of what a 1×1 convolution makes of `x`.
  func expandedFinished(
    _ expansion: ConvolutionLayer, x: ViewSpec, packed: Place, _ expansionFinish: FinishSpec,
    _ step: FinishedDepthwise, lines: Range<Int>, channels: Range<Int>, sums: Place?
  ) {
    let (layer, first, inputs) = (step.layer, channels.lowerBound, expansion.input.channels)
    var (window, x) = (layer.kernelConvolution.window, memory.view(x))
    var inner = memory.finish(expansionFinish, from: first)
    var finish = memory.finish(step.finish, from: first)
    kernels.table.pointee.expanded_finished(
      &window, inputs, channels.count, lines.lowerBound, lines.count, &x,
      memory.pointer(packed) + first * inputs, &inner, memory.pointer(step.weights) + first,
      WeightForm.rowFloats(channels: layer.output.channels), &finish,
      memory.pointer(step.y.place) + first, step.y.stride, memory.pointer(sums), scratch)
  }

  /// y *= factor.
  func scale(_ y: Place, count: Int, by factor: Float) {
    kernels.scale(count, factor, memory.pointer(y))
  }
}

extension PlanMemory {
  /// The finish, from channel `first` on.
  fileprivate func finish(_ spec: FinishSpec, from first: Int) -> ck_finish {
    ck_finish(
      shift: pointer(spec.shift).map { $0 + first },
      residual: pointer(spec.residual?.place).map { $0 + first },
      residual_ld: spec.residual?.stride ?? 0, activation: spec.activation?.kernel ?? CK_IDENTITY)
  }
}
