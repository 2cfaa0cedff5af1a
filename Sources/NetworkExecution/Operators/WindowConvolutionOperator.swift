import Networks

/// A convolution in general: any window, any groups.
struct WindowConvolutionOperator: ConvolutionOperator {
  let layer: ConvolutionLayer
  let source: Value

  func backward(_ index: Int, _ dz: GradientSpec, in plan: inout BackwardBuilder) {
    let cost =
      layer.multiplyAdds(plan.batch)
      + 4 * plan.batch * (layer.input.elements + layer.output.elements)
    if let weights = plan.gradientTarget(.weight, of: layer.parameters) {
      backwardWeights(dz, weights, cost: cost, in: &plan)
    }
    guard plan.wantsGradient(source) else {
      plan.abandon(source)
      return
    }
    let lines = plan.assembly.partition(plan.batch * layer.input.height, cost: cost)
    let sink = plan.openSink(source, parts: lines.parts, while: dz.data)
    plan.emit(
      ConvolutionBackwardData(
        layer: layer, lines: lines, dz: dz, packed: plan.packedTransposedWeights(of: layer),
        sink: sink.spec),
      layer: layer.layer)
    plan.close(sink)
  }

  /// Many weights and few pixels: cut the output channels, whose parts need no partial sums; many
  /// pixels and few weights: cut the lines.
  private func backwardWeights(
    _ dz: GradientSpec, _ target: BackwardBuilder.GradientTarget, cost: Int,
    in plan: inout BackwardBuilder
  ) {
    let floats = plan.batch * (layer.input.elements + layer.output.elements)
    let wanted = plan.assembly.partition(plan.batch * layer.output.height, cost: cost).parts
    let isGrouped = layer.convolution.groups > 1
    let columns = Partition(
      Kernels.blocks(ofColumns: layer.output.channels),
      parts: isGrouped || 8 * layer.weights < floats ? 1 : min(8, wanted))
    let affordable = max(columns.parts > 1 ? 1 : 2, floats / max(1, 2 * layer.weights))
    let lines = Partition(
      plan.batch * layer.output.height,
      parts: min(min(affordable, wanted), max(1, 8 / columns.parts)))
    let partial = plan.assembly.buffer(floats: lines.parts * layer.weights)
    plan.emit(
      ConvolutionBackwardWeights(
        layer: layer, lines: lines, columns: columns, dz: dz, x: plan.forward.view(source),
        dw: partial),
      layer: layer.layer)
    plan.sumParts(partial, parts: lines.parts, count: layer.weights, to: target, layer.layer)
  }
}

/// The gradient by the input.
struct ConvolutionBackwardData: StepOperation {
  let layer: ConvolutionLayer
  /// Of the input.
  let lines: Partition
  let dz: GradientSpec
  let packed: Place
  let sink: SinkSpec

  var units: Int { lines.parts }
  var places: [Place] { dz.places + sink.places + [packed] }
  var scratchFloats: Int { layer.kernelScratch }

  var work: StepWork {
    let images = lines.total / layer.input.height
    return StepWork(
      multiplyAdds: layer.multiplyAdds(images),
      floats: images
        * (dz.tensors * layer.output.elements + sink.tensors * layer.input.elements))
  }

  func run(_ unit: Int, in context: StepContext) {
    context.convolutionBackwardData(
      layer, lines: lines.range(unit), dz: dz, packed: packed, sink: sink, part: unit)
  }
}

/// The gradient by the weights.
///
/// Units are lines × columns; parts of the columns share one partial gradient, in which each owns
/// its columns.
struct ConvolutionBackwardWeights: StepOperation {
  let layer: ConvolutionLayer
  /// Of the output.
  let lines: Partition
  /// Ranges of output channels, each a multiple of `Kernels.columns`.
  let columns: Partition
  let dz: GradientSpec
  let x: ViewSpec
  /// `[lines.parts, kernel.height, kernel.width, input / groups, output]`.
  let dw: Place

  var units: Int { lines.parts * columns.parts }
  var places: [Place] { dz.places + x.places + [dw] }
  var scratchFloats: Int { layer.kernelScratch }

  var work: StepWork {
    let images = lines.total / layer.output.height
    return StepWork(
      multiplyAdds: layer.multiplyAdds(images),
      floats: images * (dz.tensors * layer.output.elements + x.tensors * layer.input.elements))
  }

  func run(_ unit: Int, in context: StepContext) {
    let (part, column) = unit.quotientAndRemainder(dividingBy: columns.parts)
    let blocks = columns.range(column)
    let first = blocks.lowerBound * Kernels.columns
    let end = min(blocks.upperBound * Kernels.columns, layer.output.channels)
    let partial = dw.advanced(by: part * layer.weights + first)
    // The kernels add to it.
    for row in 0..<layer.weights / layer.output.channels {
      context.clear(partial.advanced(by: row * layer.output.channels), count: end - first)
    }
    context.convolutionBackwardWeights(
      layer, lines: lines.range(part), channels: first..<end, dz: dz, x: x, dw: partial)
  }
}
