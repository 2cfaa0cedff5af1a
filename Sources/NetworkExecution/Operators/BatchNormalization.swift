import Networks

// Batch normalisation is no operator of its own: a linear map per channel that readers apply
// (``Affine/normalization(_:)``). Here is what finds that map, and its gradient.

/// What one batch normalisation keeps in training, `[channels]` each.
struct NormalizationPlaces {
  let channels: Int
  let epsilon: Double
  let momentum: Double
  let scaleParameter: Place?
  let offsetParameter: Place?
  let runningMean: Place
  let runningVariance: Place
  /// Doubles.
  let mean: Place
  let variance: Place
  /// The mean rounded to float.
  let sinkMean: Place
  let scale: Place
  let shift: Place
  /// The coefficients of ``GradientSpec``.
  let c1: Place
  let c2: Place
  let c3: Place

  /// Places for a normalisation whose parameters stand where `parameter` says.
  init(
    _ normalization: NormalizationLayer, channels: Int, in assembly: inout PlanAssembly,
    parameter: (Parameter.Role) -> Place?
  ) {
    guard let runningMean = parameter(.runningMean),
      let runningVariance = parameter(.runningVariance)
    else { preconditionFailure("a batch normalisation has running statistics") }
    self.channels = channels
    epsilon = normalization.settings.epsilon
    momentum = normalization.settings.momentum
    scaleParameter = parameter(.scale)
    offsetParameter = parameter(.offset)
    self.runningMean = runningMean
    self.runningVariance = runningVariance
    (mean, variance) = (assembly.doubles(channels), assembly.doubles(channels))
    sinkMean = assembly.buffer(floats: channels)
    (scale, shift) = (assembly.buffer(floats: channels), assembly.buffer(floats: channels))
    c1 = assembly.buffer(floats: channels)
    c2 = assembly.buffer(floats: channels)
    c3 = assembly.buffer(floats: channels)
  }

  fileprivate var forwardPlaces: [Place] {
    [scaleParameter, offsetParameter, runningMean, runningVariance].present
      + [mean, variance, sinkMean, scale, shift]
  }

  fileprivate var backwardPlaces: [Place] {
    [scaleParameter, mean, variance, sinkMean, c1, c2, c3].present
  }
}

/// Moments of data that no convolution has just written.
struct Moments: StepOperation {
  let rows: Partition
  let channels: Int
  let z: Matrix
  /// Doubles, `[parts, 2, channels]`.
  let moments: Place

  var units: Int { rows.parts }
  var places: [Place] { [z.place, moments] }
  var work: StepWork { StepWork(floats: rows.total * channels) }

  func run(_ unit: Int, in context: StepContext) {
    context.moments(
      z, rows: rows.range(unit), channels: channels,
      to: moments.advanced(byDoubles: unit * 2 * channels))
  }
}

/// Batch statistics from all parts; the view's scale and shift; the running statistics.
struct BatchStatistics: StepOperation {
  let normalization: NormalizationPlaces
  let rows: Partition
  /// Rows of a part are this many times its range of `rows`.
  let rowsPerUnit: Int
  let moments: Place

  var places: [Place] { normalization.forwardPlaces + [moments] }

  func run(_ unit: Int, in context: StepContext) {
    let places = normalization
    context.mergeMoments(
      moments, counts: (0..<rows.parts).map { rows.range($0).count * rowsPerUnit },
      channels: places.channels, mean: places.mean, variance: places.variance)
    context.foldNormalization(places)
    follow(in: context)
  }

  /// Moves the running statistics towards the batch's.
  private func follow(in context: StepContext) {
    let (places, memory) = (normalization, context.memory)
    let (mean, variance) = (memory.doubles(places.mean), memory.doubles(places.variance))
    let sinkMean = memory.pointer(places.sinkMean)
    let (runningMean, runningVariance) = (
      memory.pointer(places.runningMean), memory.pointer(places.runningVariance)
    )
    let rows = Double(rows.total * rowsPerUnit)
    // Running variances estimate the population's, as in TensorFlow and PyTorch.
    let unbiased = rows > 1 ? rows / (rows - 1) : 1
    let share = context.settings.statisticsShare(momentum: places.momentum)
    for channel in 0..<places.channels {
      sinkMean[channel] = Float(mean[channel])
      guard share < 1 else {
        // No rounded rest of what was there.
        runningMean[channel] = Float(mean[channel])
        runningVariance[channel] = Float(unbiased * variance[channel])
        continue
      }
      runningMean[channel] += Float(share * (mean[channel] - Double(runningMean[channel])))
      runningVariance[channel] += Float(
        share * (unbiased * variance[channel] - Double(runningVariance[channel])))
    }
  }
}

extension RunSettings {
  /// The share of the newest batch in the running statistics.
  fileprivate func statisticsShare(momentum: Double) -> Double {
    if let statisticsShare { return statisticsShare }
    return switch statisticsMomentum {
    case .network: 1 - momentum
    case .warmedUp:
      1 - min(momentum, Double(1 + randomness.step) / Double(10 + randomness.step))
    }
  }
}

/// The gradient `[images, channels]` that all pixels of an image receive alike, and the sums over
/// those pixels, `[images, 2, channels]`, that it is a factor of.
struct PooledSums {
  let images: Int
  let gradient: Matrix
  let slopes: Place
}

/// The coefficients of the gradient by the data, and the gradients by scale and offset.
struct NormalizationBackward: StepOperation {
  let normalization: NormalizationPlaces
  let rows: Int
  let parts: Int
  let sums: Place
  let scaleGradient: Place?
  let offsetGradient: Place?
  /// What is still missing in the sums: a gradient by means over pixels, and its share.
  let pooled: PooledSums?

  var places: [Place] {
    normalization.backwardPlaces
      + [sums, scaleGradient, offsetGradient, pooled?.gradient.place, pooled?.slopes].present
  }

  func run(_ unit: Int, in context: StepContext) {
    if let pooled { context.addPooledSums(pooled, channels: normalization.channels, to: sums) }
    context.normalizationBackward(
      normalization, rows: rows, parts: parts, sums: sums, scaleGradient: scaleGradient,
      offsetGradient: offsetGradient)
  }
}
