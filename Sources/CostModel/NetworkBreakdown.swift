public import Networks

/// Everything that is stated of a network: exact counts, memory, traffic, and, where a convention or
/// a device is named, operations as it counts them and time; per layer, per stage and in total.
public struct NetworkBreakdown: Sendable {
  /// The figures of one layer, one stage or the whole network.
  public struct Row: Hashable, Sendable {
    /// Parameters, multiply-adds and activations.
    public let cost: Cost
    /// Arithmetic of every kind, as ``Convention/exhaustive`` counts it.
    public let operations: Int
    /// Bytes between memory and processor (``LayerWork/bytesMoved``).
    public let bytesMoved: Int
    /// The most bytes of feature maps held while any of these layers runs.
    public let peakFeatureBytes: Int
    /// Operations under the convention asked for.
    public let conventionOperations: Int?
    /// Seconds on the device asked for.
    public let seconds: Double?
    /// What most of ``seconds`` is spent on.
    public let bound: Latency.Bound?

    /// Operations per byte moved; 0 where nothing is moved.
    public var intensity: Double {
      bytesMoved > 0 ? Double(operations) / Double(bytesMoved) : 0
    }
  }

  /// Images that go through the network at once.
  public let batch: Int
  /// Bytes of one element of weights and feature maps in ``inference`` and ``Row/bytesMoved``.
  public let elementBytes: Int
  /// One row per layer, in the order of `Network.layers`.
  public let layers: [Row]
  /// One row per stage, in the order of `Network.stages`.
  public let stages: [Row]
  /// The whole network.
  public let total: Row
  /// Memory that inference of one batch needs.
  public let inference: InferenceMemory
  /// A step of RMSProp with momentum and a moving average of the weights, in float32.
  public let training: TrainingMemory
  /// Operations under the convention asked for, and what it leaves out.
  public let convention: ConventionCount?
  /// Time on the device asked for.
  public let latency: Latency?

  /// Works out every figure of a network.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - batch: Images that go through it at once.
  ///   - convention: Another way to count operations, beside the paper's.
  ///   - device: Where to predict the time; its element size and fusion also hold for memory and
  ///     traffic, which are else those of fused float32.
  /// - Throws: ``CostError`` for a batch below 1, or counts beyond the range of `Int`.
  public init(
    of network: Network, batch: Int = 1, convention: Convention? = nil, device: Device? = nil
  ) throws(CostError) {
    let elementBytes = device?.elementBytes ?? 4
    let cost = try NetworkCost(of: network, batch: batch)
    let inference = try InferenceMemory(of: network, batch: batch, elementBytes: elementBytes)
    let workload = try Workload(
      of: network, batch: batch, elementBytes: elementBytes,
      fusesElementwise: device?.fusesElementwise ?? true)
    var count: ConventionCount?
    if let convention {
      count = try ConventionCount(of: network, convention: convention, batch: batch)
    }
    var latency: Latency?
    if let device { latency = try Latency(of: network, on: device, batch: batch) }
    func row(_ layers: [Int], _ cost: Cost) -> Row {
      Row(
        cost: cost,
        operations: layers.reduce(0) { $0 + workload.layers[$1].operations },
        bytesMoved: layers.reduce(0) { $0 + workload.layers[$1].bytesMoved },
        peakFeatureBytes: layers.reduce(0) { max($0, inference.featureBytes[$1]) },
        conventionOperations: count.map { count in layers.reduce(0) { $0 + count.layers[$1] } },
        seconds: latency.map { latency in layers.reduce(0) { $0 + latency.layers[$1].seconds } },
        bound: latency?.bound(of: layers))
    }
    var members = [[Int]](repeating: [], count: network.stages.count)
    for index in network.layers.indices { members[network.layers[index].stage].append(index) }
    self.batch = batch
    self.elementBytes = elementBytes
    layers = network.layers.indices.map { row([$0], cost.layers[$0]) }
    stages = members.indices.map { row(members[$0], cost.stages[$0]) }
    total = row(Array(network.layers.indices), cost.total)
    self.inference = inference
    training = try TrainingMemory(of: network, batch: batch)
    self.convention = count
    self.latency = latency
  }
}

extension Latency {
  /// Seconds that some layers spend on each bound, in the order of ``Bound``.
  public func seconds(of layers: some Sequence<Int>) -> [(bound: Bound, seconds: Double)] {
    var sums = [Double](repeating: 0, count: Bound.allCases.count)
    for layer in layers {
      guard let position = Bound.allCases.firstIndex(of: self.layers[layer].bound) else { continue }
      sums[position] += self.layers[layer].seconds
    }
    return zip(Bound.allCases, sums).map { ($0, $1) }
  }

  /// What most of the time of some layers is spent on; the first of equals.
  fileprivate func bound(of layers: [Int]) -> Bound {
    var most = (bound: Bound.none, seconds: 0.0)
    for sum in seconds(of: layers) where sum.seconds > most.seconds { most = sum }
    return most.bound
  }
}
