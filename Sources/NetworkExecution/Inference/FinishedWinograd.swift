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
