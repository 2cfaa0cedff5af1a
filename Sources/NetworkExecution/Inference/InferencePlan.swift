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

  /// Plans a network's main output; layers that it does not depend on are left out.
  ///
  /// - Parameters:
  ///   - network: A classifier.
  ///   - batch: Images of a run.
  ///   - isScored: Whether logits are compared with classes, too.
  /// - Throws: ``ExecutionError`` where the output is not a vector of classes, or an operator has no
  ///   kernel.
  package init(_ network: Network, batch: Int, isScored: Bool = false) throws(ExecutionError) {
    let output = network.outputs[0]
    let classes = try PlanOutput.classes(of: output, of: network)
    try network.checkKernels()
    parameters = ParameterLayout(network)
    let graph = PlanGraph(network, for: .inference, outputs: [output.layer])
    weights = InferenceLayout(graph, parameters)
    var forward = InferenceForward(graph, weights: weights, batch: batch)
    let targets = isScored ? ClassTargets(batch: batch, in: &forward.assembly) : nil
    let loss = isScored ? LossResult(weight: 1, batch: batch, in: &forward.assembly) : nil
    let logits = forward.emitLogits(graph.outputs[0], layer: output.layer)
    if let targets, let loss {
      forward.emit(
        CrossEntropy(
          batch: batch, classes: classes, logits: logits, targets: targets, result: loss,
          gradient: nil),
        layer: output.layer)
    }
    interface = PlanInterface(
      batch: batch, inputShape: network.inputShape, input: forward.states[0].data.place,
      classTargets: targets,
      outputs: [
        PlanOutput(layer: output.layer, classes: classes, logits: logits.place, loss: loss)
      ])
    program = forward.assembly.finish()
  }

  /// Bytes that running it on so many threads needs, bound weights among them.
  package func bytes(threads: Int) -> Int {
    program.bytes(threads: threads) + MemoryLayout<Float>.stride * weights.floats
  }
}
