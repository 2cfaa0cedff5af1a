package import Networks

/// What a network does for one batch of inference, worked out once: the forward half alone, without
/// anything that training needs.
///
/// Normalisations are scale and shift, weights are packed: both once, when weights are bound
/// (``InferenceWeights``), not in every run. A map's memory goes to others after its last reader.
package struct InferencePlan {
  package let program: PlanProgram
  package let interface: PlanInterface
  /// Of the parameters that weights are bound from.
  package let parameters: ParameterLayout
  /// Of the bound weights.
  let weights: InferenceLayout

  /// Plans a network's main output, or another layer's; layers that it does not depend on are left
  /// out.
  ///
  /// - Parameters:
  ///   - network: A classifier, or any network where a layer is named.
  ///   - layer: The layer whose map is put out; `nil` for the main output, a vector of classes.
  ///   - batch: Images of a run.
  ///   - isScored: Whether logits are compared with classes, too; not of another layer.
  /// - Throws: ``ExecutionError`` where the output is not a vector of classes, or an operator has no
  ///   kernel.
  package init(
    _ network: Network, upTo layer: Int? = nil, batch: Int, isScored: Bool = false
  ) throws(ExecutionError) {
    precondition(layer == nil || !isScored, "a map is compared with no classes")
    let output = layer ?? network.output
    let shape = network.layers[output].output
    if layer == nil { _ = try PlanOutput.classes(of: network.outputs[0], of: network) }
    try network.checkKernels()
    parameters = ParameterLayout(network)
    let graph = PlanGraph(network, for: .inference, outputs: [output])
    weights = InferenceLayout(graph, parameters)
    var forward = InferenceForward(graph, weights: weights, batch: batch)
    let targets = isScored ? ClassTargets(batch: batch, in: &forward.assembly) : nil
    let loss = isScored ? LossResult(weight: 1, batch: batch, in: &forward.assembly) : nil
    let result = forward.emitResult(graph.outputs[0], layer: output)
    if let targets, let loss {
      forward.emit(
        CrossEntropy(
          batch: batch, classes: shape.channels, logits: result, targets: targets, result: loss,
          gradient: nil),
        layer: output)
    }
    interface = PlanInterface(
      batch: batch, inputShape: network.inputShape, input: forward.states[0].data.place,
      classTargets: targets,
      outputs: [
        PlanOutput(layer: output, shape: shape, values: result.place, loss: loss)
      ])
    program = forward.assembly.finish()
  }

  /// Bytes that running it on so many threads needs, bound weights among them.
  package func bytes(threads: Int) -> Int {
    program.bytes(threads: threads) + MemoryLayout<Float>.stride * weights.floats
  }
}
