import Networks

/// `ck_view` before addresses are known.
struct ViewSpec: Equatable {
  var data: Matrix
  var scale: Place?
  var shift: Place?
  var factor: Matrix?
  var residual: Matrix?
  var residualScale: Place?
  var residualShift: Place?
  var activation: Activation?
  var gate: Matrix?
  /// Rows per image.
  var pixels: Int

  init(_ data: Matrix, pixels: Int) {
    self.data = data
    self.pixels = pixels
  }

  var places: [Place] {
    [
      data.place, scale, shift, factor?.place, residual?.place, residualScale, residualShift,
      gate?.place,
    ].compactMap { $0 }
  }
}

/// `ck_gradient` before addresses are known.
struct GradientSpec {
  var data: Matrix
  var c1: Place?
  var z: Matrix?
  var c2: Place?
  var c3: Place?
  var factor: Matrix?
  var pixels = 1
  /// What finishes a gradient that lacks its derivative.
  var slope: (scale: Place?, shift: Place?, activation: Activation)?
  var pooled: Matrix?

  init(_ data: Matrix) { self.data = data }

  var places: [Place] {
    [
      data.place, c1, z?.place, c2, c3, factor?.place, slope?.scale, slope?.shift, pooled?.place,
    ].compactMap { $0 }
  }
}

/// `ck_sink` before addresses are known. Sums are partial, one per part of the step.
struct SinkSpec {
  var data: Matrix?
  var addend: Matrix?
  var view: ViewSpec?
  var pooled: Matrix?
  var pixels: Int
  /// Doubles, `[parts, 2, channels]`.
  var sums: Place?
  var z: Matrix?
  var mean: Place?
  var gateSums: Matrix?
  /// `[images, 2, channels]`.
  var slopeSums: Place?

  init(_ data: Matrix?, pixels: Int) {
    self.data = data
    self.pixels = pixels
  }

  var places: [Place] {
    [data?.place, addend?.place, pooled?.place, sums, z?.place, mean, gateSums?.place, slopeSums]
      .compactMap { $0 } + (view?.places ?? [])
  }
}

/// How a step's work is cut. The cut depends on shapes alone, never on the number of threads: that
/// is what makes results the same, bit for bit, on any number.
struct Partition: Hashable {
  /// Rows, lines or images.
  let total: Int
  let parts: Int

  init(_ total: Int, parts: Int) {
    self.total = total
    self.parts = max(1, min(parts, total))
  }

  func range(_ part: Int) -> Range<Int> {
    (part * total / parts)..<((part + 1) * total / parts)
  }
}
