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

  /// Plans the runs that a batch is split into: of as many images as have their maps in the caches.
  ///
  /// A step reads what the step before it wrote for all images of the run. Of a large network one image
  /// is as many as the caches hold; reading the weights again for each costs less.
  ///
  /// - Parameters:
  ///   - network: As of the other initialiser.
  ///   - layer: The layer whose map is put out; `nil` for the main output.
  ///   - batch: Images that are there at once; the runs' ``PlanInterface/batch`` is at most that.
  /// - Throws: As the other initialiser.
  package init(
    _ network: Network, upTo layer: Int? = nil, splitting batch: Int
  ) throws(ExecutionError) {
    let one = try InferencePlan(network, upTo: layer, batch: 1)
    let most = max(1, Self.cachedBytes / one.program.bytes(threads: 1))
    // Runs of equal size, so that the last is no small rest.
    let runs = (batch + most - 1) / most
    let images = (batch + runs - 1) / runs
    self = images == 1 ? one : try InferencePlan(network, upTo: layer, batch: images)
  }

  /// Of a core's caches what maps may fill.
  ///
  /// Of MobileNetV2, RegNetY-800MF and EfficientNet-B0 with 32 images, runs of one to four take 8 to
  /// 17 % less time an image than runs of 32, ResNet-50's the same (Zen 4, 1 MB and a share of 32).
  private static let cachedBytes = 18_000_000

  /// Bytes that running it on so many threads needs, bound weights among them.
  package func bytes(threads: Int) -> Int {
    program.bytes(threads: threads) + MemoryLayout<Float>.stride * weights.floats
  }
}
