import CKernels
import Networks

/// Turns a graph into steps and buffers: the forward half in the graph's order, the backward half
/// in the reverse, each node's gradient finished before its producer's backward step reads it.
struct PlanBuilder {
  let network: Network
  let graph: PlanGraph
  let layout: ParameterLayout
  let batch: Int
  let isTraining: Bool
  /// Whether the optimizer changes a layer's parameters.
  let isTrainable: (Int) -> Bool

  var buffers: [PlanBuffer] = []
  var steps: [PlanStep] = []
  var states: [NodeState] = []
  var normalizations: [NormalizationPlaces] = []
  var packs: [PackStep] = []
  /// Gradients written so far in the backward half; a second writer of shared weights adds.
  var writtenGradients: Set<Int> = []
  /// Sums of partial gradients that nobody waits for: they go beside the next shared step, for whoever
  /// is done with that first.
  private var waitingSums: [PlanStep] = []
  private var constants: [Float: (buffer: Int, floats: Int)] = [:]

  /// What a plan needs of a node while it is built.
  struct NodeState {
    var data: Matrix
    /// The result in memory, where it stands there.
    var stored: Matrix?
    /// Stochastic depth's factor, `[images, channels]`.
    var survivalMask: Matrix?
    /// Dropout's factor, `[rows, channels]`.
    var dropoutMask: Matrix?
    /// A maximum pooling's winning taps.
    var winner: Place?
    /// A layer normalisation's mean and inverse deviation.
    var rowStatistics: (mean: Place, deviation: Place)?
    /// Weights packed for the backward product, if wanted.
    var wantsGradient = false

    // Backward: what readers have contributed so far to the gradient by the result.
    var pendingReaders = 0
    var contributions: [Matrix] = []
    /// The gradient of every pixel alike, from a mean over pixels.
    var pooled: Matrix?
    /// The sums that the last contributor accumulated, and in how many parts.
    var sums: (place: Place, parts: Int)?
    /// Whether the last contributor carried the gradient through activation and mask.
    var isFinished = false
    /// Sums of the activation's derivative, where its own backward step is to finish the gradient.
    var slopeSums: Place?
  }

  init(
    network: Network, graph: PlanGraph, layout: ParameterLayout, batch: Int, isTraining: Bool,
    isTrainable: @escaping (Int) -> Bool
  ) {
    self.network = network
    self.graph = graph
    self.layout = layout
    self.batch = batch
    self.isTraining = isTraining
    self.isTrainable = isTrainable
    for section in StoreSection.allCases {
      buffers.append(PlanBuffer(floats: layout.count, kind: .store(section)))
    }
  }

  // MARK: - Buffers

  mutating func buffer(floats: Int, _ kind: BufferKind = .transient) -> Place {
    buffers.append(PlanBuffer(floats: max(floats, 1), kind: kind))
    return Place(buffer: buffers.count - 1)
  }

  /// A dense matrix of a node's shape, one row per pixel of the batch.
  mutating func matrix(_ shape: TensorShape) -> Matrix {
    Matrix(place: buffer(floats: batch * shape.elements), stride: shape.channels)
  }

  mutating func doubles(_ count: Int) -> Place { buffer(floats: 2 * count) }

  /// At least `count` floats of one value.
  mutating func constant(_ value: Float, count: Int) -> Place {
    if let known = constants[value], known.floats >= count { return Place(buffer: known.buffer) }
    let place = buffer(floats: count, .persistent)
    buffers[place.buffer].initialValue = value
    constants[value] = (place.buffer, count)
    return place
  }

  /// Where a parameter of a layer stands, or `nil` where the layer has none of that role.
  func parameter(_ role: Parameter.Role, of layer: Int) -> Place? {
    layout.tensor(role, of: layer).map {
      Place(buffer: StoreSection.values.rawValue, offset: $0.offset)
    }
  }

  func gradient(_ role: Parameter.Role, of layer: Int) -> Place? {
    layout.tensor(role, of: layer).map {
      Place(buffer: StoreSection.gradients.rawValue, offset: $0.offset)
    }
  }

  /// A parameter that the layer is known to have.
  func required(_ role: Parameter.Role, of layer: Int) -> Place {
    guard let place = parameter(role, of: layer) else {
      preconditionFailure("layer \(layer) has no \(role.rawValue)")
    }
    return place
  }

  // MARK: - Steps

  /// Appends a step and lengthens the lives of the buffers that it uses.
  mutating func emit(_ operation: StepOperation, units: Int, layer: Int) {
    append(PlanStep(operation: operation, units: units, layer: layer))
    if units > 1 { emitWaitingSums(beside: true) }
  }

  /// Appends a step's sum of partial gradients later, as far as the plan has a step to hide it in.
  mutating func emitLater(_ sum: SumPartsStep, layer: Int) {
    waitingSums.append(
      PlanStep(operation: .sumParts(sum), units: sum.elements.parts, layer: layer))
  }

  /// Appends the sums that have waited until now.
  mutating func emitWaitingSums(beside: Bool) {
    for var step in waitingSums {
      step.runsBeside = beside
      append(step)
    }
    waitingSums.removeAll()
  }

  private mutating func append(_ step: PlanStep) {
    for place in step.operation.places {
      buffers[place.buffer].firstStep = min(buffers[place.buffer].firstStep, steps.count)
      buffers[place.buffer].lastStep = steps.count
    }
    steps.append(step)
  }

  // MARK: - Cutting

  /// Rows per batch of a feature map.
  func rows(_ shape: TensorShape) -> Int { batch * shape.pixels }

  /// Cuts `total` units so that a part costs some tens of microseconds; an even number of parts, at
  /// most 32.
  ///
  /// - Parameter cost: Multiply-adds, plus four for every float read or written.
  func partition(_ total: Int, cost: Int) -> Partition {
    let wanted = cost / (1 << 19)
    return Partition(total, parts: wanted < 2 ? 1 : min(32, wanted / 2 * 2))
  }

  /// Cuts a backward step whose every part keeps a partial gradient of `weights` floats: so few
  /// that those partial sums cost less than the data.
  func partition(_ total: Int, cost: Int, weights: Int, dataFloats: Int) -> Partition {
    let affordable = max(2, min(8, dataFloats / max(1, 2 * weights)))
    return Partition(total, parts: min(affordable, partition(total, cost: cost).parts))
  }

  // MARK: - Views

  func node(_ index: Int) -> Node { graph.nodes[index] }

  /// A value as its readers see it: the stored result, where there is one.
  func view(_ value: Value) -> ViewSpec {
    var view =
      stored(value.node).map { ViewSpec($0, pixels: node(value.node).shape.pixels) }
      ?? rawView(value.node)
    if let gate = value.gate { view.gate = stored(gate) }
    return view
  }

  /// A node's result in memory: its own data, if nothing is applied to them.
  func stored(_ index: Int) -> Matrix? {
    states[index].stored ?? (node(index).isPlain ? states[index].data : nil)
  }

  /// A node's result computed from its data.
  func rawView(_ index: Int) -> ViewSpec {
    let node = node(index)
    var view = ViewSpec(states[index].data, pixels: node.shape.pixels)
    (view.scale, view.shift) = affine(node)
    view.factor = states[index].survivalMask
    if let residual = node.residual {
      if let stored = stored(residual) {
        view.residual = stored
      } else {
        view.residual = states[residual].data
        (view.residualScale, view.residualShift) = affine(self.node(residual))
      }
    }
    view.activation = node.activation
    if let mask = states[index].dropoutMask {
      view.gate = mask
      view.pixels = 1
    }
    return view
  }

  /// Scale and shift of a node's linear map.
  private func affine(_ node: Node) -> (scale: Place?, shift: Place?) {
    switch node.affine {
    case .none: (nil, nil)
    case .normalization(let index): (normalizations[index].scale, normalizations[index].shift)
    case .bias(let layer): (nil, parameter(.bias, of: layer))
    case .channelScale(let layer): (parameter(.scale, of: layer), nil)
    case .constant(let factor): (constants[Float(factor)].map { Place(buffer: $0.buffer) }, nil)
    }
  }
}
