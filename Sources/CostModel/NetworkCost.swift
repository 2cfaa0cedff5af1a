public import Networks

/// The cost of every layer, every stage and the whole of a network; rows always sum to the total.
public struct NetworkCost: Hashable, Sendable {
  /// The number of images that go through the network at once.
  public let batch: Int
  /// One row per layer, in the order of ``Network/layers``.
  public let layers: [Cost]
  /// One row per stage, in the order of ``Network/stages``.
  public let stages: [Cost]
  public let total: Cost

  /// Costs a network.
  ///
  /// - Throws: ``CostError`` where a count or sum exceeds the range of `Int`, naming the layer, or
  ///   where `batch` is not positive.
  public init(of network: Network, batch: Int = 1) throws(CostError) {
    try Self.checkBatch(batch)
    var rows: [Cost] = []
    rows.reserveCapacity(network.layers.count)
    var stages = [Cost](repeating: .zero, count: network.stages.count)
    var total = Cost.zero
    // Layers come stage by stage: the stage's sum stays in a local until the stage changes.
    var stage = 0
    var stageSum = Cost.zero
    let layers = network.layers
    for index in layers.indices {
      let layer = layers[index]
      var cost = try network.layerCost(index, layer)
      if batch != 1 {
        cost = try Self.multiplied(cost, batch, network, index)
      }
      if layer.stage != stage {
        _ = stages[stage].accumulate(stageSum)
        stage = layer.stage
        stageSum = .zero
      }
      // A stage's sum is no larger than the total's, so that it fits wherever the total does.
      _ = stageSum.accumulate(cost)
      guard total.accumulate(cost) else { throw network.overflow(at: index) }
      rows.append(cost)
    }
    _ = stages[stage].accumulate(stageSum)
    self.batch = batch
    self.layers = rows
    self.stages = stages
    self.total = total
  }

  /// The total alone, without rows: the fastest way to cost a candidate, with no allocation.
  ///
  /// - Throws: ``CostError`` as ``init(of:batch:)`` does.
  public static func total(of network: Network, batch: Int = 1) throws(CostError) -> Cost {
    try checkBatch(batch)
    var total = Cost.zero
    let layers = network.layers
    for index in layers.indices {
      let cost = try network.layerCost(index, layers[index])
      guard total.accumulate(cost) else { throw network.overflow(at: index) }
    }
    return batch == 1 ? total : try multiplied(total, batch, network, layers.count - 1)
  }

  private static func multiplied(
    _ cost: Cost, _ batch: Int, _ network: Network, _ index: Int
  ) throws(CostError) -> Cost {
    var cost = cost
    let (multiplyAdds, tooManyOperations) = cost.multiplyAdds.multipliedReportingOverflow(by: batch)
    let (activations, tooManyElements) = cost.activations.multipliedReportingOverflow(by: batch)
    guard !tooManyOperations, !tooManyElements else { throw network.overflow(at: index) }
    cost.multiplyAdds = multiplyAdds
    cost.activations = activations
    return cost
  }

  static func checkBatch(_ batch: Int) throws(CostError) {
    guard batch >= 1 else {
      throw CostError(.invalidParameter, "a batch of \(batch) images; expected 1 or more")
    }
  }
}
