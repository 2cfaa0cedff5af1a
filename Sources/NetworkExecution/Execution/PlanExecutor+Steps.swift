import CKernels
import Networks
import TrainingData

extension PlanExecutor {
  /// Runs one unit of a step.
  func run(_ index: Int, unit: Int, thread: Int) {
    let scratch = memory.scratch(thread: thread)
    switch plan.steps[index].operation {
    case .pack(let steps): pack(steps[unit])
    case .pointwiseForward(let step): forward(step, unit, scratch)
    case .pointwiseBackward(let step): backward(step, unit, scratch)
    case .depthwiseForward(let step): depthwise(step, unit, scratch)
    case .depthwiseBackward(let step): depthwiseBackward(step, unit, scratch)
    case .convolutionForward(let step): convolution(step, unit, scratch)
    case .convolutionBackwardData(let step): backwardData(step, unit, scratch)
    case .convolutionBackwardWeights(let step): backwardWeights(step, unit, scratch)
    case .pooling(let step): pool(step, unit, scratch)
    case .poolingBackward(let step): poolBackward(step, unit, scratch)
    case .globalAverage(let step): average(step, unit)
    case .layerNormalization(let step): normalize(step, unit, scratch)
    case .layerNormalizationBackward(let step): normalizeBackward(step, unit, scratch)
    case .applyView(let step): apply(step, unit)
    case .applyGradient(let step): apply(step, unit)
    case .applySink(let step): apply(step, unit)
    case .moments(let step): moments(step, unit)
    case .statistics(let step): statistics(step)
    case .runningStatistics(let normalization): foldRunning(normalization)
    case .normalizationBackward(let step): normalizationBackward(step)
    case .sumDoubles(let step):
      ck_sum_double_parts(
        step.count, step.parts, step.stride, memory.doubles(step.x), memory.pointer(step.y))
    case .sumParts(let step):
      let range = step.elements.range(unit)
      kernels.table.pointee.sum_parts(
        range.count, step.parts, step.stride, memory.pointer(step.x) + range.lowerBound,
        memory.pointer(step.y) + range.lowerBound)
    case .addInto(let step):
      kernels.table.pointee.axpy(step.count, 1, memory.pointer(step.x), memory.pointer(step.y))
    case .multiply(let step): multiply(step, unit)
    case .shuffle(let step):
      let range = step.rows.range(unit)
      kernels.table.pointee.channel_shuffle(
        range.lowerBound, range.count, step.channels, step.groups,
        memory.pointer(step.x.place), step.x.stride, memory.pointer(step.y.place), step.y.stride)
    case .pad(let step): pad(step, unit)
    case .survivalMask(let step): survivalMask(step)
    case .dropoutMask(let step): dropoutMask(step)
    case .clear(let step):
      let range = step.elements.range(unit)
      kernels.table.pointee.fill(range.count, 0, memory.pointer(step.place) + range.lowerBound)
    case .loss(let step): loss(step, unit)
    }
  }

  // MARK: - Products of matrices

  private func pack(_ step: PackStep) {
    let layer = step.convolution
    let (weights, packed) = (memory.pointer(step.weights), memory.pointer(step.packed))
    if layer.isPointwise {
      let (rows, columns) = (layer.input.channels, layer.output.channels)
      switch step.layout {
      case .forward: kernels.table.pointee.pack(rows, columns, weights, columns, packed)
      case .transposed: kernels.table.pointee.pack_transposed(rows, columns, weights, columns, packed)
      }
    } else {
      var convolution = layer.kernelConvolution
      switch step.layout {
      case .forward: kernels.table.pointee.convolution_pack(&convolution, weights, packed)
      case .transposed: kernels.table.pointee.convolution_pack_transposed(&convolution, weights, packed)
      }
    }
  }

  private func forward(
    _ step: PointwiseForwardStep, _ unit: Int, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let range = step.rows.range(unit)
    var x = memory.view(step.x)
    kernels.table.pointee.pointwise_forward(
      range.lowerBound, range.count, step.input, step.output, &x,
      memory.pointer(step.store?.place), step.store?.stride ?? 0, memory.pointer(step.packed),
      memory.pointer(step.z.place), step.z.stride,
      step.moments.map { memory.doubles($0) + unit * 2 * step.output }, scratch)
  }

  private func backward(
    _ step: PointwiseBackwardStep, _ unit: Int, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let range = step.rows.range(unit)
    let dw = partial(step.dw, count: step.input * step.output, part: unit)
    var dz = memory.gradient(step.dz)
    memory.with(
      step.sink, part: unit, channels: step.input, reading: step.x, shared: step.sharesView
    ) { sink, x in
      kernels.table.pointee.pointwise_backward(
        range.lowerBound * step.rowsPerUnit, range.count * step.rowsPerUnit, step.input,
        step.output, &dz, memory.pointer(step.packed), sink, x, dw, step.output, scratch)
    }
  }

  /// The partial gradient of one part, cleared: the kernels add to it.
  private func partial(_ place: Place?, count: Int, part: Int) -> UnsafeMutablePointer<Float>? {
    guard let place else { return nil }
    let pointer = memory.pointer(place) + part * count
    kernels.table.pointee.fill(count, 0, pointer)
    return pointer
  }

  // MARK: - Convolutions

  private func depthwise(
    _ step: WindowForwardStep, _ unit: Int, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let range = step.lines.range(unit)
    let channels = step.convolution.input.channels
    var (window, x) = (step.convolution.kernelConvolution.window, memory.view(step.x))
    kernels.table.pointee.depthwise_forward(
      &window, channels, range.lowerBound, range.count, &x, memory.pointer(step.weights),
      memory.pointer(step.z.place), step.z.stride,
      step.moments.map { memory.doubles($0) + unit * 2 * channels }, scratch)
  }

  private func depthwiseBackward(
    _ step: DepthwiseBackwardStep, _ unit: Int, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let range = step.lines.range(unit)
    let channels = step.convolution.input.channels
    let dw = partial(step.dw, count: step.convolution.weights, part: unit)
    var (window, dz) = (step.convolution.kernelConvolution.window, memory.gradient(step.dz))
    memory.with(
      step.sink, part: unit, channels: channels, reading: step.x, shared: step.sharesView
    ) { sink, x in
      kernels.table.pointee.depthwise_backward(
        &window, channels, range.lowerBound, range.count, &dz, memory.pointer(step.weights), sink,
        x, dw, scratch)
    }
  }

  private func convolution(
    _ step: WindowForwardStep, _ unit: Int, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let range = step.lines.range(unit)
    let channels = step.convolution.output.channels
    var (convolution, x) = (step.convolution.kernelConvolution, memory.view(step.x))
    kernels.table.pointee.convolution_forward(
      &convolution,
      ck_range(
        first_line: range.lowerBound, lines: range.count, first_channel: 0, channels: channels),
      &x, memory.pointer(step.weights), memory.pointer(step.z.place), step.z.stride,
      step.moments.map { memory.doubles($0) + unit * 2 * channels }, scratch)
  }

  private func backwardData(
    _ step: ConvolutionBackwardDataStep, _ unit: Int, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let range = step.lines.range(unit)
    let channels = step.convolution.input.channels
    var (convolution, dz) = (step.convolution.kernelConvolution, memory.gradient(step.dz))
    memory.with(step.sink, part: unit, channels: channels, reading: nil, shared: false) { sink, _ in
      guard let sink else { return }
      kernels.table.pointee.convolution_backward_data(
        &convolution,
        ck_range(
          first_line: range.lowerBound, lines: range.count, first_channel: 0, channels: channels),
        &dz, memory.pointer(step.packed), sink, scratch)
    }
  }

  /// Units are lines × columns. Parts of the columns share one partial gradient, in which each
  /// owns its columns.
  private func backwardWeights(
    _ step: ConvolutionBackwardWeightsStep, _ unit: Int, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let layer = step.convolution
    let (lines, part) = unit.quotientAndRemainder(dividingBy: step.columns.parts)
    let range = step.lines.range(lines)
    let blocks = step.columns.range(part)
    let width = Int(CK_COLUMNS)
    let first = blocks.lowerBound * width
    let channels = min(blocks.upperBound * width, layer.output.channels) - first
    let dw = memory.pointer(step.dw) + lines * layer.weights + first
    let rows = layer.weights / layer.output.channels
    for row in 0..<rows { kernels.table.pointee.fill(channels, 0, dw + row * layer.output.channels) }
    var (convolution, x) = (layer.kernelConvolution, memory.view(step.x))
    var dz = memory.gradient(step.dz, from: first)
    kernels.table.pointee.convolution_backward_weights(
      &convolution,
      ck_range(
        first_line: range.lowerBound, lines: range.count, first_channel: first,
        channels: channels),
      &dz, &x, dw, layer.output.channels, scratch)
  }

  // MARK: - Pooling

  private func pool(_ step: PoolingStep, _ unit: Int, _ scratch: UnsafeMutablePointer<Float>) {
    let range = step.lines.range(unit)
    var window = step.pooling.kernelWindow(input: step.input, output: step.output)
    var x = memory.view(step.x)
    let y = memory.pointer(step.y.place)
    switch step.pooling.kind {
    case .maximum:
      kernels.table.pointee.maximum_pooling_forward(
        &window, step.input.channels, range.lowerBound, range.count, &x, y, step.y.stride,
        step.winner.map { memory.bytes($0) }, scratch)
    case .average, .averageIncludingPadding:
      kernels.table.pointee.average_pooling_forward(
        &window, step.pooling.kind == .averageIncludingPadding, step.input.channels,
        range.lowerBound, range.count, &x, y, step.y.stride, scratch)
    }
  }

  private func poolBackward(
    _ step: PoolingBackwardStep, _ unit: Int, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let range = step.lines.range(unit)
    let channels = step.input.channels
    var window = step.pooling.kernelWindow(input: step.input, output: step.output)
    let dy = memory.pointer(step.dy.place)
    memory.with(step.sink, part: unit, channels: channels, reading: nil, shared: false) { sink, _ in
      guard let sink else { return }
      switch step.pooling.kind {
      case .maximum:
        guard let winner = step.winner else { return }
        kernels.table.pointee.maximum_pooling_backward(
          &window, channels, range.lowerBound, range.count, dy, step.dy.stride,
          memory.bytes(winner), sink, scratch)
      case .average, .averageIncludingPadding:
        kernels.table.pointee.average_pooling_backward(
          &window, step.pooling.kind == .averageIncludingPadding, channels, range.lowerBound,
          range.count, dy, step.dy.stride, sink, scratch)
      }
    }
  }

  private func average(_ step: GlobalAverageStep, _ unit: Int) {
    let range = step.images.range(unit)
    var x = memory.view(step.x)
    kernels.table.pointee.global_average(
      range.lowerBound, range.count, step.shape.pixels, step.shape.channels, &x,
      memory.pointer(step.store?.place), step.store?.stride ?? 0,
      memory.pointer(step.mean.place), step.mean.stride)
  }
}
