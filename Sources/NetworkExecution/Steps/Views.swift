import Networks

/// A tensor as its reader sees it, computed while it is loaded.
///
///     u = (scale · data + shift) · factor + residualScale · residual + residualShift
///     value = activation(u) · gate
///
/// What is `nil` counts as ones or zeros. `data` and `residual` are `[rows, channels]`, scales and
/// shifts `[channels]`, factor and gate `[images, channels]` with `pixels` rows per image.
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

/// The gradient of the loss by a raw output z, computed while it is loaded.
///
/// It is made of the gradient g by the value u that a linear map makes of z:
///
///     dz = c1 · g · factor + c2 · z + c3
///
/// With a `slope`, g is yet to be finished: (g + pooled) · activation'(scale · z + shift) stands in
/// its place. `data` and `z` are `[rows, channels]`, `c1` to `c3` `[channels]`, factor and pooled
/// `[images, channels]`.
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

/// Where the gradient dy by the value of a view goes, and what is done to it on the way out.
///
///     d        = dy + addend
///     data     = (d · gate + pooled) · activation'(u)
///     sums     = Σ rows of data · factor, then of data · factor · (z − mean)
///     gateSums = Σ rows of each image of d · activation(u)
///
/// u, gate and factor are the view's. With `slopeSums` the derivative is left to the reader of the
/// gradient (``GradientSpec/slope``), and the sums of what it will be a factor of are kept.
/// Sums are partial, one per part of the step.
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

extension ViewSpec {
  /// Tensors of full size read through the view.
  var tensors: Int { residual == nil ? 1 : 2 }
}

extension GradientSpec {
  /// Whether it is the matrix itself.
  var isPlain: Bool { c1 == nil && z == nil && factor == nil }

  /// Tensors of full size read.
  var tensors: Int { z == nil ? 1 : 2 }
}

extension SinkSpec {
  /// Tensors of full size read and written: the result, what is added, and what the derivative and
  /// the sums need (once, where they are the same).
  var tensors: Int {
    var places = Set<Place>()
    if let z { places.insert(z.place) }
    if let view, view.activation != nil || gateSums != nil {
      places.insert(view.data.place)
      if let residual = view.residual { places.insert(residual.place) }
    }
    return places.count + (data == nil ? 0 : 1) + (addend == nil ? 0 : 1)
  }
}
