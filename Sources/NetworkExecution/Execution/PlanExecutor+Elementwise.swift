import CKernels
import Networks
import Randomness
import TrainingData

extension PlanExecutor {
  func apply(_ step: ApplyViewStep, _ unit: Int) {
    let range = step.rows.range(unit)
    var x = memory.view(step.x)
    kernels.table.pointee.apply_view(
      range.lowerBound, range.count, step.channels, &x, memory.pointer(step.y.place),
      step.y.stride)
  }

  func apply(_ step: ApplyGradientStep, _ unit: Int) {
    let range = step.rows.range(unit)
    var dz = memory.gradient(step.dz)
    kernels.table.pointee.apply_gradient(
      range.lowerBound, range.count, step.channels, &dz, memory.pointer(step.addend?.place),
      step.addend?.stride ?? 0, memory.pointer(step.dx.place), step.dx.stride)
  }

  func apply(_ step: ApplySinkStep, _ unit: Int) {
    let range = step.rows.range(unit)
    memory.with(
      step.sink, part: unit, channels: step.channels, reading: nil, shared: false
    ) { sink, _ in
      guard let sink else { return }
      kernels.table.pointee.apply_sink(
        range.lowerBound * step.rowsPerUnit, range.count * step.rowsPerUnit, step.channels,
        memory.pointer(step.dy.place), step.dy.stride, sink)
    }
  }

  func multiply(_ step: MultiplyStep, _ unit: Int) {
    let range = step.rows.range(unit)
    kernels.table.pointee.multiply(
      range.lowerBound, range.count, step.channels, memory.pointer(step.a.place), step.a.stride,
      memory.pointer(step.b.place), step.b.stride, memory.pointer(step.y.place), step.y.stride)
  }

  func pad(_ step: PadStep, _ unit: Int) {
    let channels = step.output.channels
    let (x, y) = (memory.pointer(step.x.place), memory.pointer(step.y.place))
    for line in step.lines.range(unit) {
      let (image, row) = line.quotientAndRemainder(dividingBy: step.output.height)
      let source = row - step.top
      for column in 0..<step.output.width {
        let target = y + (line * step.output.width + column) * step.y.stride
        let from = column - step.left
        if (0..<step.input.height).contains(source), (0..<step.input.width).contains(from) {
          let pixel = (image * step.input.height + source) * step.input.width + from
          target.update(from: x + pixel * step.x.stride, count: channels)
        } else {
          target.update(repeating: 0, count: channels)
        }
      }
    }
  }

  // MARK: - Normalisation

  func moments(_ step: MomentsStep, _ unit: Int) {
    let range = step.rows.range(unit)
    kernels.table.pointee.moments(
      range.lowerBound, range.count, step.channels, memory.pointer(step.z.place), step.z.stride,
      memory.doubles(step.moments) + unit * 2 * step.channels)
  }

  /// Batch statistics from all parts; the view's scale and shift; the running statistics.
  func statistics(_ step: StatisticsStep) {
    let places = step.normalization
    let counts = (0..<step.rows.parts).map { step.rows.range($0).count * step.rowsPerUnit }
    let (mean, variance) = (memory.doubles(places.mean), memory.doubles(places.variance))
    ck_merge_moments(
      places.channels, step.rows.parts, memory.doubles(step.moments), 2 * places.channels, counts,
      mean, variance)
    fold(places, mean, variance)
    let sinkMean = memory.pointer(places.sinkMean)
    let (runningMean, runningVariance) = (
      memory.pointer(places.runningMean), memory.pointer(places.runningVariance)
    )
    let rows = Double(step.rows.total * step.rowsPerUnit)
    // Running variances estimate the population's, as in TensorFlow and PyTorch.
    let unbiased = rows > 1 ? rows / (rows - 1) : 1
    let share = statisticsShare(momentum: places.momentum)
    for channel in 0..<places.channels {
      sinkMean[channel] = Float(mean[channel])
      runningMean[channel] += Float(share * (mean[channel] - Double(runningMean[channel])))
      runningVariance[channel] += Float(
        share * (unbiased * variance[channel] - Double(runningVariance[channel])))
    }
  }

  /// Scale and shift from the running statistics.
  func foldRunning(_ places: NormalizationPlaces) {
    let (mean, variance) = (memory.doubles(places.mean), memory.doubles(places.variance))
    let (runningMean, runningVariance) = (
      memory.pointer(places.runningMean), memory.pointer(places.runningVariance)
    )
    for channel in 0..<places.channels {
      mean[channel] = Double(runningMean[channel])
      variance[channel] = Double(runningVariance[channel])
    }
    fold(places, mean, variance)
  }

  private func fold(
    _ places: NormalizationPlaces, _ mean: UnsafePointer<Double>, _ variance: UnsafePointer<Double>
  ) {
    ck_fold_normalization(
      places.channels, mean, variance, places.epsilon, memory.pointer(places.scaleParameter),
      memory.pointer(places.offsetParameter), memory.pointer(places.scale),
      memory.pointer(places.shift))
  }

  func normalizationBackward(_ step: NormalizationBackwardStep) {
    let places = step.normalization
    if let pooled = step.pooled {
      ck_add_pooled_sums(
        places.channels, pooled.images, memory.pointer(pooled.gradient.place),
        pooled.gradient.stride, memory.pointer(pooled.slopes), memory.doubles(step.sums))
    }
    ck_normalization_backward(
      places.channels, step.parts, memory.doubles(step.sums), 2 * places.channels, step.rows,
      memory.doubles(places.mean), memory.pointer(places.sinkMean),
      memory.doubles(places.variance), places.epsilon, memory.pointer(places.scaleParameter),
      memory.pointer(places.c1), memory.pointer(places.c2), memory.pointer(places.c3),
      memory.pointer(step.scaleGradient), memory.pointer(step.offsetGradient))
  }

  func normalize(
    _ step: LayerNormalizationStep, _ unit: Int, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let range = step.rows.range(unit)
    var x = memory.view(step.x)
    kernels.table.pointee.layer_normalization_forward(
      range.lowerBound, range.count, step.channels, &x, Float(step.epsilon),
      memory.pointer(step.scale), memory.pointer(step.offset), memory.pointer(step.y.place),
      step.y.stride, memory.pointer(step.mean), memory.pointer(step.deviation), scratch)
  }

  func normalizeBackward(
    _ step: LayerNormalizationBackwardStep, _ unit: Int, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let range = step.rows.range(unit)
    var x = memory.view(step.x)
    memory.with(
      step.sink, part: unit, channels: step.channels, reading: nil, shared: false
    ) { sink, _ in
      guard let sink else { return }
      kernels.table.pointee.layer_normalization_backward(
        range.lowerBound, range.count, step.channels, memory.pointer(step.dy.place),
        step.dy.stride, &x, memory.pointer(step.mean), memory.pointer(step.deviation),
        memory.pointer(step.scale), sink,
        memory.doubles(step.sums) + unit * 2 * step.channels, scratch)
    }
  }

  // MARK: - Random factors

  func survivalMask(_ step: MaskStep) {
    let mask = memory.pointer(step.mask.place)
    for image in 0..<step.images {
      var generator = generator(.stochasticDepth, layer: step.layer, image: image)
      let factor = generator.chance(step.keep) ? Float(1 / step.keep) : 0
      (mask + image * step.mask.stride).update(repeating: factor, count: step.channels)
    }
  }

  func dropoutMask(_ step: MaskStep) {
    let mask = memory.pointer(step.mask.place)
    for image in 0..<step.images {
      var generator = generator(.dropout, layer: step.layer, image: image)
      for element in 0..<step.channels {
        mask[image * step.channels + element] =
          Double(generator.unit()) < step.keep ? Float(1 / step.keep) : 0
      }
    }
  }

  /// The stream of one image in one layer and step.
  private func generator(
    _ purpose: RandomPurpose, layer: Int, image: Int
  ) -> CounterGenerator {
    // 24 bits of image, 20 of layer (the most that a network may have), 20 of step: a repetition
    // after a million steps does no harm.
    let index =
      UInt64(truncatingIfNeeded: randomness.step) << 44 | UInt64(layer) << 24 | UInt64(image)
    return CounterGenerator(seed: randomness.seed, purpose: purpose, index: index)
  }

  func loss(_ step: LossStep, _ unit: Int) {
    let range = step.rows.range(unit)
    kernels.table.pointee.softmax_cross_entropy(
      range.lowerBound, range.count, step.classes, memory.pointer(step.logits.place),
      step.logits.stride, nil, memory.integers(step.labels), memory.integers(step.otherLabels),
      memory.pointer(step.shares), labelSmoothing, memory.pointer(step.losses),
      memory.bytes(step.correct), memory.pointer(step.dlogits?.place),
      step.dlogits?.stride ?? 0, 1 / Float(step.rows.total))
  }
}

extension RandomPurpose {
  static let initialization = RandomPurpose(rawValue: 1000)
  static let dropout = RandomPurpose(rawValue: 1001)
  static let stochasticDepth = RandomPurpose(rawValue: 1002)
}
