public import Networks

/// The time of one inference on a device by the roofline model, layer by layer.
public struct Latency: Hashable, Sendable {
  /// What a layer's time is spent on.
  public enum Bound: String, Hashable, Sendable, CaseIterable {
    case arithmetic, memory, launch
    /// The layer runs inside another's kernel, or has nothing to do.
    case none
  }

  /// One layer's time; a kernel's stands with its first layer.
  public struct Row: Hashable, Sendable {
    public let seconds: Double
    public let bound: Bound
  }

  public let device: Device
  public let batch: Int
  /// One row per layer, in the order of ``Network/layers``.
  public let layers: [Row]
  /// Seconds per stage, in the order of ``Network/stages``.
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

/// A workload summed up kernel by kernel, so that many devices can be tried on it.
struct Roofline: Sendable {
  struct Kernel: Sendable {
    let layer: Int
    var denseOperations = 0.0
    var sparseOperations = 0.0
    var bytes = 0.0
  }

  private let layerCount: Int
  private(set) var kernels: [Kernel] = []

  init(_ workload: Workload) {
    layerCount = workload.layers.count
    var positions = [Int](repeating: 0, count: layerCount)
    for (index, work) in workload.layers.enumerated() {
      guard let kernel = work.kernel else { continue }
      if kernel == index {
        positions[index] = kernels.count
        kernels.append(Kernel(layer: index))
      }
      let position = positions[kernel]
      if work.isDense {
        kernels[position].denseOperations += Double(work.operations)
      } else {
        kernels[position].sparseOperations += Double(work.operations)
      }
      kernels[position].bytes += Double(work.bytesMoved)
    }
  }

  func rows(on device: Device) -> [Latency.Row] {
    var rows = [Latency.Row](
      repeating: Latency.Row(seconds: 0, bound: .none), count: layerCount)
    for kernel in kernels {
      let arithmetic = kernel.arithmeticSeconds(device)
      let memory = kernel.bytes / device.bytesPerSecond
      let longer = max(arithmetic, memory)
      let bound: Latency.Bound =
        device.launchSeconds > longer ? .launch : arithmetic >= memory ? .arithmetic : .memory
      rows[kernel.layer] = Latency.Row(seconds: device.launchSeconds + longer, bound: bound)
    }
    return rows
  }

  func seconds(on device: Device) -> Double {
    kernels.reduce(0) {
      $0 + device.launchSeconds
        + max($1.arithmeticSeconds(device), $1.bytes / device.bytesPerSecond)
    }
  }
}

extension Roofline.Kernel {
  fileprivate func arithmeticSeconds(_ device: Device) -> Double {
    (denseOperations + sparseOperations / device.sparseEfficiency) / device.operationsPerSecond
  }
}
