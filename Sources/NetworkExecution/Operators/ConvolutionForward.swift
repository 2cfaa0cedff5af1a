import Networks

/// Output lines of a convolution with a window, and their moments.
struct ConvolutionForward: StepOperation {
  let layer: ConvolutionLayer
  /// Of the output.
  let lines: Partition
  let x: ViewSpec
  /// As the layer's kernel reads them: packed, or of a depthwise convolution as they are.
  let weights: Place
  let z: Matrix
  /// Doubles, `[parts, 2, output]`.
  let moments: Place?

  var units: Int { lines.parts }
  var places: [Place] { x.places + [weights, z.place, moments].present }
  var scratchFloats: Int { layer.kernelScratch }

  var work: StepWork {
    let images = lines.total / layer.output.height
    return StepWork(
      multiplyAdds: layer.multiplyAdds(images),
      floats: images * (x.tensors * layer.input.elements + layer.output.elements))
  }

  func run(_ unit: Int, in context: StepContext) {
    let moments = moments?.advanced(byDoubles: unit * 2 * layer.output.channels)
    if layer.isDepthwise {
      context.depthwiseForward(
        layer, lines: lines.range(unit), x: x, weights: weights, z: z, moments: moments)
    } else {
      context.convolutionForward(
        layer, lines: lines.range(unit), x: x, packed: weights, z: z, moments: moments)
    }
  }
}
