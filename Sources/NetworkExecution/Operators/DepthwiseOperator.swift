import Networks

/// A depthwise convolution, every channel alone.
struct DepthwiseOperator: ConvolutionOperator {
  let layer: ConvolutionLayer
  let source: Value

  func backward(_ index: Int, _ dz: GradientSpec, in plan: inout BackwardBuilder) {
    let weights = plan.gradientTarget(.weight, of: layer.parameters)
    let floats = 2 * plan.batch * (layer.input.elements + layer.output.elements)
    let cost = 2 * layer.multiplyAdds(plan.batch) + 4 * floats
    let lines = plan.assembly.partition(
      plan.batch * layer.input.height, cost: cost, weights: layer.weights, dataFloats: floats)
    let sink =
      plan.wantsGradient(source) ? plan.openSink(source, parts: lines.parts, while: dz.data) : nil
    let partial = weights.map { _ in plan.assembly.buffer(floats: lines.parts * layer.weights) }
    plan.emit(
      DepthwiseBackward(
        layer: layer, lines: lines, dz: dz,
        weights: plan.forward.required(.weight, of: layer.parameters), sink: sink?.spec,
        x: weights == nil ? nil : plan.forward.view(source),
        sharesView: plan.sharesView(source, sink), dw: partial),
      layer: layer.layer)
    plan.close(sink, of: source)
    if let weights, let partial {
      plan.sumParts(
        partial, parts: lines.parts, count: layer.weights, to: weights, layer.layer)
    }
  }
}

/// Both gradients in one sweep over the input's lines.
struct DepthwiseBackward: StepOperation {
  let layer: ConvolutionLayer
  /// Of the input.
  let lines: Partition
  let dz: GradientSpec
  let weights: Place
  let sink: SinkSpec?
  let x: ViewSpec?
  /// Whether `x` and the sink's view are one.
  let sharesView: Bool
  /// `[parts, kernel.height, kernel.width, channels]`.
  let dw: Place?

  var units: Int { lines.parts }

  var places: [Place] {
    dz.places + (sink?.places ?? []) + (x?.places ?? []) + [weights, dw].present
  }

  var scratchFloats: Int { layer.kernelScratch }

  var work: StepWork {
    let images = lines.total / layer.input.height
    let inputs = (sink?.tensors ?? 0) + (sharesView ? 0 : (x?.tensors ?? 0))
    return StepWork(
      multiplyAdds: 2 * layer.multiplyAdds(images),
      floats: images * (dz.tensors * layer.output.elements + inputs * layer.input.elements))
  }

  func run(_ unit: Int, in context: StepContext) {
    let part = dw?.advanced(by: unit * layer.weights)
    // The kernels add to it.
    if let part { context.clear(part, count: layer.weights) }
    context.depthwiseBackward(
      layer, lines: lines.range(unit), dz: dz, weights: weights, sink: sink, part: unit, x: x,
      sharesView: sharesView, dw: part)
  }
}
