import Networks

/// Emits the forward half of a plan.
///
/// Training and inference share how operators are computed and values read; they differ in where
/// weights and the maps of normalisations stand, and in what is kept for a backward half.
protocol ForwardBuilder {
  var graph: PlanGraph { get }
  var assembly: PlanAssembly { get set }
  /// One per node of the graph.
  var states: [ForwardState] { get set }

  /// Where a parameter stands, as the network has it; `nil` where the layer has none of that role.
  func parameter(_ role: Parameter.Role, of layer: Int) -> Place?
  /// Scale and shift of a batch normalisation.
  func map(ofNormalization index: Int) -> (scale: Place, shift: Place)

  /// Emits a convolution: the step that computes node `index`, and what it leaves behind.
  mutating func convolve(_ index: Int, _ source: Value, with layer: ConvolutionLayer)
  /// Emits what finds a normalisation's map, where the node's operator has taken no moments.
  mutating func finishStatistics(_ index: Int)
  /// Where a maximum pooling leaves `count` winning taps, if they are wanted.
  mutating func winners(count: Int) -> Place?
}

/// What the forward half knows of a node.
struct ForwardState {
  var data = Matrix(place: Place(buffer: 0), stride: 0)
  /// The result in memory, where it stands there.
  var stored: Matrix?
  /// Whether readers see the data as it is, whatever the node applies: its step has done it.
  var isFinished = false
  /// The sums over an image's pixels of the result, where its step has taken them.
  var pixelSums: PixelSums?
  /// Stochastic depth's factor, `[images, channels]`.
  var survivalMask: Matrix?
  /// Dropout's factor, `[rows, channels]`.
  var dropoutMask: Matrix?
  /// A maximum pooling's winning taps.
  var winner: Place?
  /// What a layer normalisation keeps.
  var rowStatistics: RowStatistics?
  /// The factor of a node that is scaled by a constant, `[channels]`.
  var constantScale: Place?
}

extension ForwardBuilder {
  var batch: Int { assembly.batch }

  func node(_ index: Int) -> Node { graph.nodes[index] }

  /// Rows per batch of a feature map.
  func rows(_ shape: TensorShape) -> Int { batch * shape.pixels }

  /// A parameter that the layer is known to have.
  func required(_ role: Parameter.Role, of layer: Int) -> Place {
    guard let place = parameter(role, of: layer) else {
      preconditionFailure("layer \(layer) has no \(role.rawValue)")
    }
    return place
  }

  mutating func emit(_ operation: any StepOperation, layer: Int) {
    assembly.emit(operation, layer: layer)
  }

  /// Emits every node, in the graph's order.
  mutating func emitNodes() {
    for (index, node) in graph.nodes.enumerated() {
      guard case .constant(let factor) = node.affine else { continue }
      // Kept with the node: the backward half reads it through a view, when the assembly is its own.
      states[index].constantScale = assembly.constant(Float(factor), count: node.shape.channels)
    }
    for index in graph.nodes.indices {
      graph.nodes[index].producer.forward(index, in: &self)
      finishStatistics(index)
    }
  }

  /// Emits one of the network's results, `[batch, classes]` or a map, into a buffer that outlives
  /// the run.
  mutating func emitResult(_ value: Value, layer: Int) -> Matrix {
    let shape = node(value.node).shape
    let result = Matrix(
      place: assembly.buffer(floats: batch * shape.elements, .persistent),
      stride: shape.channels)
    let (x, _) = read(value, storing: false)
    copy(x, rows: rows(shape), channels: shape.channels, to: result, layer)
    return result
  }

  /// A dense matrix for a node's data.
  mutating func allocateData(of index: Int) -> Matrix {
    let data = assembly.matrix(node(index).shape)
    states[index].data = data
    return data
  }

  /// Writes a view out.
  mutating func copy(_ x: ViewSpec, rows: Int, channels: Int, to y: Matrix, _ layer: Int) {
    let parts = assembly.partition(rows, cost: 8 * rows * channels)
    emit(ApplyView(rows: parts, channels: channels, x: x, y: y), layer: layer)
  }
}

/// Reading.
extension ForwardBuilder {
  /// A value as a kernel reads it.
  ///
  /// Where its result must stand in memory and does not yet, either the reader stores it while it
  /// reads (`storing`), or it is written out first.
  mutating func read(_ value: Value, storing: Bool) -> (ViewSpec, store: Matrix?) {
    let index = value.node
    if let gate = value.gate { writeOut(gate) }
    if stored(index) == nil, let residual = node(index).residual { writeOut(residual) }
    guard node(index).mustStore, stored(index) == nil else { return (view(value), nil) }
    if storing, value.gate == nil {
      let raw = rawView(index)
      let store = assembly.matrix(node(index).shape)
      states[index].stored = store
      return (raw, store)
    }
    writeOut(index)
    return (view(value), nil)
  }

  /// Writes out a result that must stand in memory and does not yet.
  private mutating func writeOut(_ index: Int) {
    guard node(index).mustStore, stored(index) == nil else { return }
    if let residual = node(index).residual { writeOut(residual) }
    let shape = node(index).shape
    let (raw, target) = (rawView(index), assembly.matrix(shape))
    copy(raw, rows: rows(shape), channels: shape.channels, to: target, node(index).lastLayer)
    states[index].stored = target
  }

  /// A value's result in memory.
  mutating func inMemory(_ value: Value) -> Matrix {
    writeOut(value.node)
    return resultInMemory(value)
  }

  /// A value's result in memory, where it stands by now.
  func resultInMemory(_ value: Value) -> Matrix {
    guard value.gate == nil, let matrix = stored(value.node) else {
      preconditionFailure("the graph marks such values as stored")
    }
    return matrix
  }

  /// A value as its readers see it: the stored result, where there is one.
  func view(_ value: Value) -> ViewSpec {
    var view =
      stored(value.node).map { ViewSpec($0, pixels: node(value.node).shape.pixels) }
      ?? rawView(value.node)
    if let gate = value.gate { view.gate = stored(gate) }
    return view
  }

  /// A node's result in memory: its own data, if nothing is left to be applied to them.
  func stored(_ index: Int) -> Matrix? {
    states[index].stored
      ?? (node(index).isPlain || states[index].isFinished ? states[index].data : nil)
  }

  /// A node's result computed from its data.
  func rawView(_ index: Int) -> ViewSpec {
    let node = node(index)
    var view = ViewSpec(states[index].data, pixels: node.shape.pixels)
    (view.scale, view.shift) = affine(of: index)
    view.factor = states[index].survivalMask
    if let residual = node.residual {
      if let stored = stored(residual) {
        view.residual = stored
      } else {
        view.residual = states[residual].data
        (view.residualScale, view.residualShift) = affine(of: residual)
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
  private func affine(of index: Int) -> (scale: Place?, shift: Place?) {
    switch node(index).affine {
    case .none: (nil, nil)
    case .normalization(let normalization): map(ofNormalization: normalization)
    case .bias(let layer): (nil, parameter(.bias, of: layer))
    case .channelScale(let layer): (parameter(.scale, of: layer), nil)
    case .constant: (states[index].constantScale, nil)
    }
  }
}
