import Networks

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
