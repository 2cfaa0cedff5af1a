import Networks

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
