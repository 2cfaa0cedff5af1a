import Networks

/// A 1×1 convolution or fully-connected layer: z = x · w over all rows.
struct PointwiseOperator: ConvolutionOperator {
  let layer: ConvolutionLayer
  let source: Value

  func backward(_ index: Int, _ dz: GradientSpec, in plan: inout BackwardBuilder) {
    let weights = plan.gradientTarget(.weight, of: layer.parameters)
    let wantsSink = plan.wantsGradient(source)
    let floats = 2 * plan.batch * (layer.input.elements + layer.output.elements)
    let cost = 2 * layer.multiplyAdds(plan.batch) + 4 * floats
    // Sums over the pixels of an image must not be torn between parts.
    let total = source.gate == nil ? plan.rows(layer.output) : plan.batch
    let rows =
      weights == nil
      ? plan.assembly.partition(total, cost: cost)
      : plan.assembly.partition(total, cost: cost, weights: layer.weights, dataFloats: floats)
    let sink = wantsSink ? plan.openSink(source, parts: rows.parts, while: dz.data) : nil
    let partial = weights.map { _ in plan.assembly.buffer(floats: rows.parts * layer.weights) }
    plan.emit(
      PointwiseBackward(
        rows: rows, rowsPerUnit: source.gate == nil ? 1 : layer.output.pixels,
        input: layer.input.channels, output: layer.output.channels, dz: dz,
        packed: wantsSink ? plan.packedTransposedWeights(of: layer) : nil, sink: sink?.spec,
        x: weights == nil ? nil : plan.forward.view(source),
        sharesView: plan.sharesView(source, sink), dw: partial,
        scratchFloats: layer.kernelScratch),
      layer: layer.layer)
    plan.close(sink, of: source)
    if let weights, let partial {
      plan.sumParts(
        partial, parts: rows.parts, count: layer.weights, to: weights, layer.layer)
    }
  }
}

/// z = x · w, and the moments of z.
struct PointwiseForward: StepOperation {
  let rows: Partition
  let input: Int
  let output: Int
  let x: ViewSpec
  /// Where what the view yields is kept for others, `[rows, input]`.
  let store: Matrix?
  let packed: Place
  let z: Matrix
  /// Doubles, `[parts, 2, output]`.
  let moments: Place?
  let scratchFloats: Int

  var units: Int { rows.parts }

  var places: [Place] {
    x.places + [store?.place, packed, z.place, moments].present
  }

  var work: StepWork {
    StepWork(
      multiplyAdds: rows.total * input * output,
      floats: rows.total * ((x.tensors + (store == nil ? 0 : 1)) * input + output))
  }

  func run(_ unit: Int, in context: StepContext) {
    context.pointwiseForward(
      rows.range(unit), input: input, output: output, x: x, store: store, packed: packed, z: z,
      moments: moments?.advanced(byDoubles: unit * 2 * output))
  }
}

/// Both backward products in one sweep: the gradient by x into a sink, and by w in partial sums.
struct PointwiseBackward: StepOperation {
  /// Rows, or images where sums over an image's rows are wanted.
  let rows: Partition
  let rowsPerUnit: Int
  let input: Int
  let output: Int
  let dz: GradientSpec
  let packed: Place?
  let sink: SinkSpec?
  let x: ViewSpec?
  /// Whether `x` and the sink's view are one.
  let sharesView: Bool
  /// `[parts, input, output]`.
  let dw: Place?
  let scratchFloats: Int

  var units: Int { rows.parts }

  var places: [Place] {
    dz.places + (sink?.places ?? []) + (x?.places ?? []) + [packed, dw].present
  }

  var work: StepWork {
    let total = rows.total * rowsPerUnit
    let products = (sink == nil ? 0 : 1) + (dw == nil ? 0 : 1)
    let inputs = (sink?.tensors ?? 0) + (sharesView ? 0 : (x?.tensors ?? 0))
    return StepWork(
      multiplyAdds: total * input * output * products,
      floats: total * (dz.tensors * output + inputs * input))
  }

  func run(_ unit: Int, in context: StepContext) {
    let range = rows.range(unit)
    let part = dw?.advanced(by: unit * input * output)
    // The kernels add to it.
    if let part { context.clear(part, count: input * output) }
    context.pointwiseBackward(
      range.lowerBound * rowsPerUnit..<range.upperBound * rowsPerUnit, input: input,
      output: output, dz: dz, packed: packed, sink: sink, part: unit, x: x,
      sharesView: sharesView, dw: part)
  }
}
