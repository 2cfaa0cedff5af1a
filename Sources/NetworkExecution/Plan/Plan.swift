import CKernels
package import Networks

/// What a network does for one batch, worked out once: steps in order, and where every tensor
/// stands in one arena. Nothing is allocated, looked up or decided while it runs.
package struct Plan {
  package let batch: Int
  package let classes: Int
  let isTraining: Bool
  package let layout: ParameterLayout
  package let inputShape: TensorShape
  package let steps: [PlanStep]
  let buffers: [PlanBuffer]
  /// Floats of the arena.
  let arenaFloats: Int
  /// Floats of scratch of one thread.
  let scratchFloats: Int
  /// Buffers that the caller fills or reads.
  package let input: Place
  package let labels: Place
  package let otherLabels: Place
  package let shares: Place
  package let losses: Place
  package let correct: Place
  package let logits: Place
  /// Multiply-adds of the steps, and bytes that they read and write at least once.
  package let multiplyAdds: Int
  package let bytes: Int

  /// Plans a network.
  ///
  /// - Parameter isTrainable: Whether the optimizer changes a layer's parameters.
  /// - Throws: ``ExecutionError`` where the output is not a vector of classes, an operator has no
  ///   kernel, or a network to be trained has auxiliary layers.
  package init(
    _ network: Network, batch: Int, isTraining: Bool,
    isTrainable: @escaping (Int) -> Bool = { _ in true }
  ) throws(ExecutionError) {
    let output = network.outputShape
    guard output.pixels == 1 else {
      throw ExecutionError(
        .unsuitableNetwork,
        "network '\(network.name)' puts out \(output); expected one pixel of classes")
    }
    try network.checkKernels()
    if isTraining { try network.checkSingleLoss() }
    layout = ParameterLayout(network)
    var builder = PlanBuilder(
      network: network, graph: PlanGraph(network, isTraining: isTraining), layout: layout,
      batch: batch, isTraining: isTraining, isTrainable: isTrainable)
    // What packs is known when everything else is; its place is the first.
    builder.emit(.pack([]), units: 0, layer: 0)
    builder.buildForward()
    input = builder.states[0].data.place
    (labels, otherLabels) = (
      builder.buffer(floats: batch, .persistent), builder.buffer(floats: batch, .persistent)
    )
    (shares, losses) = (
      builder.buffer(floats: batch, .persistent), builder.buffer(floats: batch, .persistent)
    )
    correct = builder.buffer(floats: (batch + 3) / 4, .persistent)
    let logits = builder.emitLogits()
    self.logits = logits.place
    let dlogits = isTraining ? builder.matrix(output) : nil
    let rows = Partition(batch, parts: 1)
    builder.emit(
      .loss(
        LossStep(
          rows: rows, classes: output.channels, logits: logits, labels: labels,
          otherLabels: otherLabels, shares: shares, losses: losses, correct: correct,
          dlogits: dlogits)),
      units: 1, layer: network.output)
    if let dlogits { builder.buildBackward(from: dlogits) }
    builder.emitWaitingSums(beside: false)
    builder.finishPacks()
    arenaFloats = BufferPlacement.place(&builder.buffers)
    scratchFloats = builder.scratchFloats()
    (multiplyAdds, bytes) = builder.work()
    (steps, buffers) = (builder.steps, builder.buffers)
    (self.batch, self.isTraining, classes) = (batch, isTraining, output.channels)
    inputShape = network.inputShape
  }
}

extension Plan {
  /// Bytes that running it on so many threads needs, parameters and gradients apart.
  package func bytes(threads: Int) -> Int {
    MemoryLayout<Float>.stride * (arenaFloats + threads * scratchFloats)
  }
}

extension PlanBuilder {
  /// Fills in the first step, the largest matrices first, so that none is left over at the end.
  fileprivate mutating func finishPacks() {
    let sorted = packs.enumerated().sorted {
      (-$0.element.convolution.weights, $0.offset) < (-$1.element.convolution.weights, $1.offset)
    }.map(\.element)
    let step = PlanStep(operation: .pack(sorted), units: sorted.count, layer: 0)
    steps[0] = step
    for place in step.operation.places { buffers[place.buffer].firstStep = 0 }
  }

  /// Floats of scratch that the hungriest step needs.
  fileprivate func scratchFloats() -> Int {
    var floats = 0
    for step in steps {
      let needed: Int
      switch step.operation {
      case .pointwiseForward(let step): needed = ck_pointwise_scratch(step.input, step.output)
      case .pointwiseBackward(let step): needed = ck_pointwise_scratch(step.input, step.output)
      case .depthwiseForward(let step):
        needed = step.convolution.depthwiseScratch
      case .depthwiseBackward(let step):
        needed = step.convolution.depthwiseScratch
      case .convolutionForward(let step): needed = step.convolution.convolutionScratch
      case .convolutionBackwardData(let step): needed = step.convolution.convolutionScratch
      case .convolutionBackwardWeights(let step): needed = step.convolution.convolutionScratch
      case .pooling(let step):
        var window = step.pooling.kernelWindow(input: step.input, output: step.output)
        needed = ck_depthwise_scratch(&window, step.input.channels)
      case .poolingBackward(let step):
        var window = step.pooling.kernelWindow(input: step.input, output: step.output)
        needed = ck_depthwise_scratch(&window, step.input.channels)
      case .layerNormalization(let step): needed = 2 * step.channels + 64
      case .layerNormalizationBackward(let step): needed = 2 * step.channels + 64
      case .pack, .globalAverage, .applyView, .applyGradient, .applySink, .moments, .statistics,
        .runningStatistics, .normalizationBackward, .sumDoubles, .sumParts, .addInto, .multiply,
        .shuffle, .pad, .survivalMask, .dropoutMask, .clear, .loss:
        needed = 0
      }
      floats = max(floats, needed)
    }
    return BufferPlacement.rounded(floats)
  }
}

extension ConvolutionLayer {
  var depthwiseScratch: Int {
    var window = kernelConvolution.window
    return ck_depthwise_scratch(&window, input.channels)
  }

  var convolutionScratch: Int {
    var convolution = kernelConvolution
    return ck_convolution_scratch(&convolution)
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
