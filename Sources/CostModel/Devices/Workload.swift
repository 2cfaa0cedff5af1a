public import Networks

/// The work of a whole inference, layer by layer.
public struct Workload: Hashable, Sendable {
  /// Fewer channels per group than this make a convolution's dot products too short to be dense.
  public static let denseChannels = 16

  /// How many images go through the network at once.
  public let batch: Int
  /// Bytes of one element of weights and feature maps.
  public let elementBytes: Int
  /// Whether layers that compute element by element run inside the kernel that makes their input.
  public let fusesElementwise: Bool
  /// One row per layer, in the order of `Network.layers`.
  public let layers: [LayerWork]
  /// Arithmetic operations of all layers, two per multiply-add.
  public let operations: Int
  /// Bytes that all layers move between memory and processor.
  public let bytesMoved: Int

  /// Operations per byte moved over the whole network.
  public var intensity: Double {
    bytesMoved > 0 ? Double(operations) / Double(bytesMoved) : 0
  }

  /// Works out what a network asks of a device.
  ///
  /// - Throws: ``CostError`` for a batch or element size below 1, or counts beyond the range of
  ///   `Int`.
  public init(
    of network: Network, batch: Int = 1, elementBytes: Int = 4, fusesElementwise: Bool = true
  ) throws(CostError) {
    guard (1...16).contains(elementBytes) else {
      throw CostError(
        .invalidParameter, "elements of \(elementBytes) bytes; expected 1 to 16")
    }
    let count = try ConventionCount(of: network, convention: .exhaustive, batch: batch)
    let cost = try NetworkCost(of: network)
    try network.checkFeatureBytes(Double(batch) * Double(elementBytes))
    let fusion = Fusion(network, isOn: fusesElementwise)
    var layers: [LayerWork] = []
    layers.reserveCapacity(network.layers.count)
    var total = 0
    for index in network.layers.indices {
      var bytes = CheckedSum()
      if fusion.kernels[index] != nil {
        let parameters = cost.layers[index].parameters + cost.layers[index].reusedParameters
        bytes.add(parameters, elementBytes)
        bytes.add(fusion.elementsMoved(by: index), elementBytes, batch)
      }
      bytes.add(1, total)
      guard let sum = bytes.value else { throw network.overflow(at: index) }
      layers.append(
        LayerWork(
          operations: count.layers[index], bytesMoved: sum - total, kernel: fusion.kernels[index],
          isDense: network.layers[index].isDense,
          suitsWinograd: network.layers[index].suitsWinograd))
      total = sum
    }
    self.batch = batch
    self.elementBytes = elementBytes
    self.fusesElementwise = fusesElementwise
    self.layers = layers
    operations = count.total
    bytesMoved = total
  }
}

/// Which layers run in one kernel.
private struct Fusion {
  private let network: Network
  /// The first layer of each layer's kernel; `nil` for layers without work.
  private(set) var kernels: [Int?] = []
  /// Whether each layer's output stays inside its kernel.
  private var isInternal: [Bool]

  init(_ network: Network, isOn: Bool) {
    self.network = network
    isInternal = [Bool](repeating: false, count: network.layers.count)
    var reads = [Int](repeating: 0, count: network.layers.count)
    for index in network.inferenceLayers {
      for input in network.inputs(of: index) { reads[input] += 1 }
    }
    reads[network.output] += 1
    kernels.reserveCapacity(network.layers.count)
    for index in network.layers.indices {
      let layer = network.layers[index]
      if layer.operation.isView || index == 0 || network.isAuxiliary(index) {
        kernels.append(nil)
      } else if isOn, layer.operation.isElementwise, let producer = producer(of: index, reads) {
        isInternal[producer] = true
        kernels.append(kernels[producer])
      } else {
        kernels.append(index)
      }
    }
  }

  /// The latest layer that a layer can be fused with: of the same shape, and read by nobody else.
  private func producer(of index: Int, _ reads: [Int]) -> Int? {
    network.inputs(of: index).compactMap { input -> Int? in
      var source = input
      while reads[source] == 1 {
        guard network.layers[source].operation.isView else {
          let hasShape = network.layers[source].output == network.layers[index].output
          return hasShape && kernels[source] != nil ? source : nil
        }
        source = network.inputs(of: source)[0]
      }
      return nil
    }.max()
  }

  /// Elements that a layer reads from and writes to memory, for one image.
  func elementsMoved(by index: Int) -> Int {
    var elements = isInternal[index] ? 0 : network.layers[index].output.elements
    for input in network.inputs(of: index) {
      var source = input
      while network.layers[source].operation.isView { source = network.inputs(of: source)[0] }
      if !isInternal[source] { elements += network.layers[input].output.elements }
    }
    return elements
  }
}

extension Layer {
  fileprivate var suitsWinograd: Bool {
    guard case .convolution(let convolution) = operation else { return false }
    return isDense && convolution.suitsMinimalFiltering
  }

  fileprivate var isDense: Bool {
    if case .convolution(let convolution) = operation {
      return input.channels / convolution.groups >= Workload.denseChannels
    }
    return operation.isContraction
  }
}
