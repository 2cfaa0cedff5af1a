import Networks

/// What becomes of a convolution's result on its way to memory: activation(z + shift + residual).
struct FinishSpec {
  /// `[channels]`; `nil` for zeros.
  let shift: Place?
  /// `[rows, channels]`; `nil` for zeros.
  let residual: Matrix?
  let activation: Activation?

  var places: [Place] { [shift, residual?.place].present }
}

/// Sums over an image's pixels, floats `[images, parts, channels]`.
struct PixelSums {
  let place: Place
  let parts: Int
}

/// A convolution as a product of matrices, finished.
struct FinishedProduct: StepOperation {
  let layer: ConvolutionLayer
  let images: Int
  let cut: InferenceCut
  let x: ViewSpec
  let packed: Place
  let finish: FinishSpec
  let y: Matrix

  var units: Int { cut.parts }
  var places: [Place] { x.places + finish.places + [packed, y.place] }
  var scratchFloats: Int { layer.finishedScratch }
  var work: StepWork { layer.work(images: images, inputs: x.tensors, finish) }

  func run(_ unit: Int, in context: StepContext) {
    let (rows, channels) = cut.ranges(unit)
    if layer.isPointwise {
      context.pointwiseFinished(
        layer, rows: rows, channels: channels, x: x, packed: packed, finish: finish, y: y)
    } else {
      context.convolutionFinished(
        layer, lines: rows, channels: channels, x: x, packed: packed, finish: finish, y: y)
    }
  }
}

/// A 3×3 convolution by Winograd's F(2×2, 3×3), finished; rows of the cut are lines of tiles.
struct FinishedWinograd: StepOperation {
  let layer: ConvolutionLayer
  let images: Int
  let cut: InferenceCut
  let x: Matrix
  let packed: Place
  let finish: FinishSpec
  let y: Matrix

  var units: Int { cut.parts }
  var places: [Place] { finish.places + [x.place, packed, y.place] }
  var scratchFloats: Int { layer.finishedScratch }
  var work: StepWork { layer.work(images: images, inputs: 1, finish) }

  func run(_ unit: Int, in context: StepContext) {
    let (lines, channels) = cut.ranges(unit)
    context.winogradFinished(
      layer, tileLines: lines, channels: channels, x: x, packed: packed, finish: finish, y: y)
  }
}

/// A depthwise convolution, finished; each image is cut alike.
struct FinishedDepthwise: StepOperation {
  let layer: ConvolutionLayer
  let images: Int
  let cut: InferenceCut
  let x: Matrix
  /// Padded.
  let weights: Place
  let finish: FinishSpec
  let y: Matrix
  let sums: PixelSums?

  var units: Int { images * cut.parts }
  var places: [Place] { outputPlaces + [x.place] }
  /// All but the input's.
  var outputPlaces: [Place] { finish.places + [weights, y.place, sums?.place].present }
  var scratchFloats: Int { layer.finishedScratch }
  var work: StepWork { layer.work(images: images, inputs: 1, finish) }

  /// Lines of the batch and channels of a unit, and where their sums go.
  func part(_ unit: Int) -> (lines: Range<Int>, channels: Range<Int>, sums: Place?) {
    let (image, part) = unit.quotientAndRemainder(dividingBy: cut.parts)
    let (lines, channels) = cut.ranges(part)
    let first = image * layer.output.height
    let row = image * cut.rows.parts + part / cut.columns.parts
    return (
      first + lines.lowerBound..<first + lines.upperBound, channels,
      sums?.place.advanced(by: row * layer.output.channels + channels.lowerBound)
    )
  }

  func run(_ unit: Int, in context: StepContext) {
    let part = part(unit)
    context.depthwiseFinished(self, lines: part.lines, channels: part.channels, sums: part.sums)
  }
}

/// A 1×1 convolution and the depthwise convolution that alone reads it, line by line: the wide map
/// between them never stands in memory as a whole.
struct FinishedExpansion: StepOperation {
  let expansion: ConvolutionLayer
  let x: ViewSpec
  let packed: Place
  let expansionFinish: FinishSpec
  /// Its input is `x`; everything else is of the depthwise convolution.
  let depthwise: FinishedDepthwise

  var units: Int { depthwise.units }
  var places: [Place] {
    x.places + expansionFinish.places + [packed] + depthwise.outputPlaces
  }
  var scratchFloats: Int { depthwise.layer.expandedScratch(inputs: expansion.input.channels) }

  var work: StepWork {
    let images = depthwise.images
    return StepWork(
      multiplyAdds: expansion.multiplyAdds(images) + depthwise.layer.multiplyAdds(images),
      floats: images
        * (x.tensors * expansion.input.elements + depthwise.layer.output.elements))
  }

  func run(_ unit: Int, in context: StepContext) {
    let part = depthwise.part(unit)
    context.expandedFinished(
      expansion, x: x, packed: packed, expansionFinish, depthwise, lines: part.lines,
      channels: part.channels, sums: part.sums)
  }
}

/// Means over an image's pixels, from sums that a convolution has taken.
struct MeanOfSums: StepOperation {
  let sums: PixelSums
  let images: Int
  let shape: TensorShape
  let mean: Matrix

  var places: [Place] { [sums.place, mean.place] }
  var work: StepWork { StepWork(floats: images * shape.channels * (sums.parts + 1)) }

  func run(_ unit: Int, in context: StepContext) {
    for image in 0..<images {
      let mean = mean.place.advanced(by: image * mean.stride)
      context.sumParts(
        sums.place.advanced(by: image * sums.parts * shape.channels), count: shape.channels,
        parts: sums.parts, stride: shape.channels, to: mean)
      context.scale(mean, count: shape.channels, by: 1 / Float(shape.pixels))
    }
  }
}

extension ConvolutionLayer {
  /// What its forward step does, finished.
  fileprivate func work(images: Int, inputs: Int, _ finish: FinishSpec) -> StepWork {
    let outputs = finish.residual == nil ? 1 : 2
    return StepWork(
      multiplyAdds: multiplyAdds(images),
      floats: images * (inputs * input.elements + outputs * output.elements))
  }
}
