public import Networks

/// The cost of every layer, every stage and the whole of a network; rows always sum to the total.
///
/// Auxiliary layers (`Network.auxiliaryLayers`) have parameters and, as inference does not run
/// them, nothing else.
public struct NetworkCost: Hashable, Sendable {
  /// The number of images that go through the network at once.
  public let batch: Int
  /// One row per layer, in the order of `Network.layers`.
  public let layers: [Cost]
  /// One row per stage, in the order of `Network.stages`.
  public let stages: [Cost]
  /// The sum of the rows.
  public let total: Cost

  /// Costs a network.
  ///
  /// - Throws: ``CostError`` where a count or sum exceeds the range of `Int`, naming the layer, or
  ///   where `batch` is not positive.
  public init(of network: Network, batch: Int = 1) throws(CostError) {
    try Self.checkBatch(batch)
    var tally = Tally(stages: network.stages.count)
    let layers = network.layers
    let rows = [Cost](unsafeUninitializedCapacity: layers.count) { rows, count in
      while count < layers.count,
        let cost = tally.add(
          layers[count], batch: batch, isAuxiliary: network.isAuxiliary(count))
      {
        rows.initializeElement(at: count, to: cost)
        count += 1
      }
    }
    guard rows.count == layers.count else { throw network.overflow(at: rows.count) }
    self.batch = batch
    self.layers = rows
    stages = tally.finishedStages()
    total = tally.total
  }

  /// The total alone, without rows: the fastest way to cost a candidate, with no allocation.
  ///
  /// - Throws: ``CostError`` as ``init(of:batch:)`` does.
  public static func total(of network: Network, batch: Int = 1) throws(CostError) -> Cost {
    try checkBatch(batch)
    var total = Cost.zero
    let layers = network.layers
    for index in layers.indices {
      guard
        let cost = layers[index].cost(batch: batch, isAuxiliary: network.isAuxiliary(index)),
        total.accumulate(cost)
      else { throw network.overflow(at: index) }
    }
    return total
  }

  static func checkBatch(_ batch: Int) throws(CostError) {
    guard batch >= 1 else {
      throw CostError(.invalidParameter, "a batch of \(batch) images; expected 1 or more")
    }
  }
}

/// The sums of a network's layers, as far as they have been added.
private struct Tally {
  private(set) var total = Cost.zero
  private var stages: [Cost]
  // Layers come stage by stage: a stage's sum is what the total grew by since the stage began.
  private var stage = 0
  private var totalBefore = Cost.zero

  init(stages: Int) {
    self.stages = [Cost](repeating: .zero, count: stages)
  }

  /// Adds a layer and returns its row; `nil` where a count or sum leaves the range of `Int`.
  @inline(__always)
  mutating func add(_ layer: Layer, batch: Int, isAuxiliary: Bool) -> Cost? {
    if layer.stage != stage {
      closeStage()
      stage = layer.stage
    }
    guard let cost = layer.cost(batch: batch, isAuxiliary: isAuxiliary), total.accumulate(cost)
    else { return nil }
    return cost
  }

  mutating func finishedStages() -> [Cost] {
    closeStage()
    return stages
  }

  private mutating func closeStage() {
    stages[stage] = total.growth(since: totalBefore)
    totalBefore = total
  }
}
