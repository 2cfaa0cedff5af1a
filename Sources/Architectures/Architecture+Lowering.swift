public import Networks

extension Architecture {
  /// The layer graph this architecture describes.
  ///
  /// - Throws: `NetworkError` naming the layer where shapes do not fit.
  public func lowered() throws(NetworkError) -> Network {
    let input = try TensorShape(resolution, channels: inputChannels)
    // At most 17 layers a block whose channels stay together, 20 with three depthwise convolutions;
    // what is reserved beyond the need is never touched.
    var lowering = Lowering(
      builder: NetworkBuilder(name: name, input: input, capacity: min(blockCount, 4096) * 20 + 32),
      architecture: self)
    var current = try lowering.stem(stem, input: 0)
    var blocksBefore = 0
    for (index, stage) in stages.enumerated() {
      lowering.builder.beginStage("stage\(index + 1)")
      for block in 0..<stage.repeats {
        let survival = survivalProbability(block: blocksBefore + block)
        current = try lowering.block(
          block, of: stage, input: current, survivalProbability: survival)
      }
      blocksBefore += stage.repeats
    }
    lowering.builder.beginStage("head")
    current = try lowering.head(head, input: current)
    return try lowering.builder.finish(output: current)
  }

  /// The survival probability of a block, counted from 0 over all stages: 1 − (1 − p) · block / blocks,
  /// the rule of EfficientNet's code.
  public func survivalProbability(block: Int) -> Double {
    guard survivalProbability < 1 else { return 1 }
    return 1 - (1 - survivalProbability) * Double(block) / Double(blockCount)
  }
}
