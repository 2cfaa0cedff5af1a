package import Networks

/// What a network does for one batch of training, worked out once: forward, losses, and the gradient
/// of their weighted sum by every trained parameter.
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
  ///   - losses: At most one per output; layers that no loss depends on are left out. `nil` for
  ///     ``OutputLoss/classifying(_:)``.
  ///   - isTrainable: Whether the optimizer changes a layer's parameters.
  /// - Throws: ``ExecutionError`` where an output is not a vector of classes, losses do not fit the
  ///   outputs, or an operator has no kernel.
  package init(
    _ network: Network, batch: Int, losses: [OutputLoss]? = nil,
    isTrainable: @escaping (Int) -> Bool = { _ in true }
  ) throws(ExecutionError) {
    let losses = try network.outputsCompared(
      by: losses ?? OutputLoss.classifying(network))
    var classes: [Int] = []
    for (output, _) in losses {
      classes.append(try PlanOutput.classes(of: output, of: network))
    }
    try network.checkKernels()
    layout = ParameterLayout(network)
    var forward = TrainingForward(
      PlanGraph(network, for: .training, outputs: losses.map(\.output.layer)), layout: layout,
      batch: batch)
    let targets = ClassTargets(batch: batch, in: &forward.assembly)
    var outputs: [PlanOutput] = []
    var gradients: [Matrix] = []
    for (index, (output, loss)) in losses.enumerated() {
      let step = forward.emit(
        loss, of: forward.graph.outputs[index], layer: output.layer, classes: classes[index],
        targets: targets)
      outputs.append(step.output)
      gradients.append(step.gradient)
    }
    interface = PlanInterface(
      batch: batch, inputShape: network.inputShape, input: forward.states[0].data.place,
      classTargets: targets, outputs: outputs)
    program = BackwardBuilder(forward, isTrainable: isTrainable).finish(from: gradients)
  }
}

extension TrainingForward {
  /// Emits the loss of one output; what of it goes out, and its gradient by that output.
  ///
  /// What another kind of loss or target emits is said here, and nowhere else: an executor runs steps,
  /// whatever they compare.
  fileprivate mutating func emit(
    _ loss: OutputLoss, of value: Value, layer: Int, classes: Int, targets: ClassTargets
  ) -> (output: PlanOutput, gradient: Matrix) {
    let result = LossResult(weight: loss.weight, batch: batch, in: &assembly)
    let logits = emitResult(value, layer: layer)
    let gradient = assembly.matrix(node(value.node).shape)
    switch (loss.kind, loss.target) {
    case (.crossEntropy, .classes):
      emit(
        CrossEntropy(
          batch: batch, classes: classes, logits: logits, targets: targets, result: result,
          gradient: gradient),
        layer: layer)
    }
    return (
      PlanOutput(
        layer: layer, shape: node(value.node).shape, values: logits.place, loss: result), gradient
    )
  }
}

extension Network {
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
