/// A workload summed up kernel by kernel, so that many devices can be tried on it.
struct Roofline: Sendable {
  struct Kernel: Sendable {
    let layer: Int
    var denseOperations = 0.0
    /// Dense ones that Winograd's minimal filtering can save a part of.
    var winogradOperations = 0.0
    var sparseOperations = 0.0
    var bytes = 0.0

    func arithmeticSeconds(_ device: Device) -> Double {
      (denseOperations + winogradOperations / device.winogradSpeedup
        + sparseOperations / device.sparseEfficiency) / device.operationsPerSecond
    }
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
      if work.suitsWinograd {
        kernels[position].winogradOperations += Double(work.operations)
      } else if work.isDense {
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
