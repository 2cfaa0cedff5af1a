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
