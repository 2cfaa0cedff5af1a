import CKernels

/// Batch normalisation, whose arithmetic per channel is in double precision, and layer
/// normalisation.
extension StepContext {
  /// The moments of some rows of z, doubles, `[2, channels]`.
  func moments(_ z: Matrix, rows: Range<Int>, channels: Int, to moments: Place) {
    kernels.table.pointee.moments(
      rows.lowerBound, rows.count, channels, memory.pointer(z.place), z.stride,
      memory.doubles(moments))
  }

  /// Mean and biased variance from the moments of parts of `counts` rows, in their order.
  func mergeMoments(_ moments: Place, counts: [Int], channels: Int, mean: Place, variance: Place) {
    ck_merge_moments(
      channels, counts.count, memory.doubles(moments), 2 * channels, counts, memory.doubles(mean),
      memory.doubles(variance))
  }

  /// A normalisation's scale and shift as its readers apply them, from mean and variance.
  func foldNormalization(_ places: NormalizationPlaces) {
    ck_fold_normalization(
      places.channels, memory.doubles(places.mean), memory.doubles(places.variance),
      places.epsilon, memory.pointer(places.scaleParameter),
      memory.pointer(places.offsetParameter), memory.pointer(places.scale),
      memory.pointer(places.shift))
  }

  /// Adds to `sums` what a gradient alike for all pixels of an image contributes.
  func addPooledSums(_ pooled: PooledSums, channels: Int, to sums: Place) {
    ck_add_pooled_sums(
      channels, pooled.images, memory.pointer(pooled.gradient.place), pooled.gradient.stride,
      memory.pointer(pooled.slopes), memory.doubles(sums))
  }

  /// The coefficients of the gradient by the normalised data, and the gradients by scale and
  /// offset, from the sums of `parts` sinks over `rows` rows in all.
  func normalizationBackward(
    _ places: NormalizationPlaces, rows: Int, parts: Int, sums: Place, scaleGradient: Place?,
    offsetGradient: Place?
  ) {
    ck_normalization_backward(
      places.channels, parts, memory.doubles(sums), 2 * places.channels, rows,
      memory.doubles(places.mean), memory.pointer(places.sinkMean),
      memory.doubles(places.variance), places.epsilon, memory.pointer(places.scaleParameter),
      memory.pointer(places.c1), memory.pointer(places.c2), memory.pointer(places.c3),
      memory.pointer(scaleGradient), memory.pointer(offsetGradient))
  }

  /// y = (x − mean) / deviation · scale + offset for some rows; keeps `[rows]` of mean and inverse
  /// deviation.
  func layerNormalizationForward(
    _ rows: Range<Int>, channels: Int, epsilon: Float, x: ViewSpec, scale: Place, offset: Place,
    y: Matrix, mean: Place, deviation: Place
  ) {
    var x = memory.view(x)
    kernels.table.pointee.layer_normalization_forward(
      rows.lowerBound, rows.count, channels, &x, epsilon, memory.pointer(scale),
      memory.pointer(offset), memory.pointer(y.place), y.stride, memory.pointer(mean),
      memory.pointer(deviation), scratch)
  }

  /// The sink receives the gradient by x; `sums`, doubles `[2, channels]`, those by scale and
  /// offset.
  func layerNormalizationBackward(
    _ rows: Range<Int>, channels: Int, dy: Matrix, x: ViewSpec, mean: Place, deviation: Place,
    scale: Place, sink: SinkSpec, part: Int, sums: Place
  ) {
    var x = memory.view(x)
    memory.with(sink, part: part, channels: channels) { sink in
      kernels.table.pointee.layer_normalization_backward(
        rows.lowerBound, rows.count, channels, memory.pointer(dy.place), dy.stride, &x,
        memory.pointer(mean), memory.pointer(deviation), memory.pointer(scale), sink,
        memory.doubles(sums), scratch)
    }
  }
}

extension Kernels {
  /// A batch normalisation's scale and shift, `[channels]` each, from its running statistics.
  ///
  /// A trained scale that is `nil` counts as ones, an offset as zeros.
  static func foldRunningStatistics(
    channels: Int, mean: UnsafePointer<Float>, variance: UnsafePointer<Float>, epsilon: Double,
    scale: UnsafePointer<Float>?, offset: UnsafePointer<Float>?,
    into folded: (scale: UnsafeMutablePointer<Float>, shift: UnsafeMutablePointer<Float>)
  ) {
    let means = (0..<channels).map { Double(mean[$0]) }
    let variances = (0..<channels).map { Double(variance[$0]) }
    ck_fold_normalization(
      channels, means, variances, epsilon, scale, offset, folded.scale, folded.shift)
  }
}
