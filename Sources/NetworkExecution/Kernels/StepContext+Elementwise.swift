import CKernels

/// Steps that work element by element, on some rows.
extension StepContext {
  /// y = the values of the view.
  func apply(_ x: ViewSpec, rows: Range<Int>, channels: Int, to y: Matrix) {
    var x = memory.view(x)
    kernels.table.pointee.apply_view(
      rows.lowerBound, rows.count, channels, &x, memory.pointer(y.place), y.stride)
  }

  /// dx = dz + addend; dx may be the addend, or dz's data.
  func apply(
    _ dz: GradientSpec, rows: Range<Int>, channels: Int, addend: Matrix?, to dx: Matrix
  ) {
    var dz = memory.gradient(dz)
    kernels.table.pointee.apply_gradient(
      rows.lowerBound, rows.count, channels, &dz, memory.pointer(addend?.place),
      addend?.stride ?? 0, memory.pointer(dx.place), dx.stride)
  }

  /// Sends dy into a sink, whose data may be dy.
  func send(_ dy: Matrix, rows: Range<Int>, channels: Int, into sink: SinkSpec, part: Int) {
    memory.with(sink, part: part, channels: channels) { sink in
      kernels.table.pointee.apply_sink(
        rows.lowerBound, rows.count, channels, memory.pointer(dy.place), dy.stride, sink)
    }
  }

  /// y = a · b.
  func multiply(_ a: Matrix, _ b: Matrix, rows: Range<Int>, channels: Int, to y: Matrix) {
    kernels.table.pointee.multiply(
      rows.lowerBound, rows.count, channels, memory.pointer(a.place), a.stride,
      memory.pointer(b.place), b.stride, memory.pointer(y.place), y.stride)
  }

  /// Channel g · (channels / groups) + i of x becomes channel i · groups + g of y.
  func shuffle(_ x: Matrix, rows: Range<Int>, channels: Int, groups: Int, to y: Matrix) {
    kernels.table.pointee.channel_shuffle(
      rows.lowerBound, rows.count, channels, groups, memory.pointer(x.place), x.stride,
      memory.pointer(y.place), y.stride)
  }

  /// Sets `count` floats to zero.
  func clear(_ place: Place, count: Int) {
    kernels.fill(count, 0, memory.pointer(place))
  }

  /// y += x, `count` floats.
  func add(_ x: Place, to y: Place, count: Int) {
    kernels.axpy(count, 1, memory.pointer(x), memory.pointer(y))
  }

  /// y[i] = Σ over j < parts, in order, of x[j · stride + i]; y may be x.
  func sumParts(_ x: Place, count: Int, parts: Int, stride: Int, to y: Place) {
    kernels.table.pointee.sum_parts(count, parts, stride, memory.pointer(x), memory.pointer(y))
  }

  /// As ``sumParts``, of doubles into floats.
  func sumDoubleParts(_ x: Place, count: Int, parts: Int, stride: Int, to y: Place) {
    ck_sum_double_parts(count, parts, stride, memory.doubles(x), memory.pointer(y))
  }

  /// Softmax cross-entropy of some rows of logits, and where wanted its gradient times
  /// `gradientScale`.
  func softmaxCrossEntropy(
    _ rows: Range<Int>, classes: Int, logits: Matrix, targets: ClassTargets, result: LossResult,
    smoothing: Float, gradient: Matrix?, gradientScale: Float
  ) {
    kernels.table.pointee.softmax_cross_entropy(
      rows.lowerBound, rows.count, classes, memory.pointer(logits.place), logits.stride, nil,
      memory.integers(targets.labels), memory.integers(targets.otherLabels),
      memory.pointer(targets.shares), smoothing, memory.pointer(result.losses),
      memory.bytes(result.correct), memory.pointer(gradient?.place), gradient?.stride ?? 0,
      gradientScale)
  }
}
