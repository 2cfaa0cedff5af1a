public import Networks

/// The time of one inference on a device by the roofline model, layer by layer.
public struct Latency: Hashable, Sendable {
  /// What a layer's time is spent on.
  public enum Bound: String, Hashable, Sendable, CaseIterable {
    /// Arithmetic, traffic with the memory, or starting the kernel.
    case arithmetic, memory, launch
    /// The layer runs inside another's kernel, or has nothing to do.
    case none
  }

  /// One layer's time; a kernel's stands with its first layer.
  public struct Row: Hashable, Sendable {
    /// Seconds for the whole batch; 0 inside another layer's kernel.
    public let seconds: Double
    /// What sets the time.
    public let bound: Bound
  }

  /// What the times are predicted for.
  public let device: Device
  /// How many images go through the network at once.
  public let batch: Int
  /// One row per layer, in the order of `Network.layers`.
  public let layers: [Row]
  /// Seconds per stage, in the order of `Network.stages`.
  public let stages: [Double]
  /// Seconds for the whole batch.
  public let seconds: Double

  /// Predicts the time of an inference.
  ///
  /// - Throws: ``CostError`` as ``Workload`` does.
  public init(of network: Network, on device: Device, batch: Int = 1) throws(CostError) {
    let workload = try Workload(
      of: network, batch: batch, elementBytes: device.elementBytes,
      fusesElementwise: device.fusesElementwise)
    let rows = Roofline(workload).rows(on: device)
    var stages = [Double](repeating: 0, count: network.stages.count)
    for (layer, row) in zip(network.layers, rows) { stages[layer.stage] += row.seconds }
    self.device = device
    self.batch = batch
    self.stages = stages
    layers = rows
    seconds = rows.reduce(0) { $0 + $1.seconds }
  }
}
