package import Networks

/// What a network does for one batch of training, worked out once: forward, loss, and the gradient
/// of the mean loss by every trained parameter.
package struct TrainingPlan {
  package let program: PlanProgram
  package let interface: PlanInterface
  /// Of the blocks that parameters are read from and gradients written to.
  package let layout: ParameterLayout

  /// Plans a network.
  ///
  /// - Parameters:
  ///   - network: A classifier.
  ///   - batch: Images of a run.
  ///   - isTrainable: Whether the optimizer changes a layer's parameters.
  /// - Throws: ``ExecutionError`` where the output is not a vector of classes, an operator has no
  ///   kernel, or the network has auxiliary layers.
  package init(
    _ network: Network, batch: Int, isTrainable: @escaping (Int) -> Bool = { _ in true }
  ) throws(ExecutionError) {
    let classes = try PlanOutput.classes(of: network)
    try network.checkKernels()
    try network.checkSingleLoss()
    layout = ParameterLayout(network)
    var forward = TrainingForward(
      PlanGraph(network, for: .training), layout: layout, batch: batch)
    let targets = ClassTargets(batch: batch, in: &forward.assembly)
    let logits = forward.emitLogits(layer: network.output)
    let gradient = forward.assembly.matrix(network.outputShape)
    forward.emit(
      CrossEntropy(
        batch: batch, classes: classes, logits: logits, targets: targets, gradient: gradient),
      layer: network.output)
    interface = PlanInterface(
      batch: batch, inputShape: network.inputShape, input: forward.states[0].data.place,
      outputs: [
        PlanOutput(
          layer: network.output, classes: classes, logits: logits.place, targets: targets)
      ])
    program = BackwardBuilder(forward, isTrainable: isTrainable).finish(from: gradient)
  }
}

extension Network {
  /// Refuses to train a network with auxiliary layers, whose losses are not added to the output's.
  ///
  /// - Throws: ``ExecutionError`` naming the first of them.
  package func checkSingleLoss() throws(ExecutionError) {
    guard let first = auxiliaryLayers.first else { return }
    throw ExecutionError(
      .unsuitableNetwork,
      "network '\(name)' has auxiliary layers, from '\(name(of: first))' on; training takes one "
        + "output and one loss: use the network without its auxiliary head")
  }

  /// Refuses a network that can be costed and not run.
  ///
  /// - Throws: ``ExecutionError`` naming the first layer without a kernel: one of a transformer's.
  package func checkKernels() throws(ExecutionError) {
    guard let layer = layers.firstIndex(where: \.operation.isTransformerOnly) else { return }
    throw ExecutionError(
      .unsuitableNetwork,
      "network '\(name)', layer '\(name(of: layer))': \(layers[layer].operation) has no kernel; "
        + "transformers can be costed, not run")
  }
}
