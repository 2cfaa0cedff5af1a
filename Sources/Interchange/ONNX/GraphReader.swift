import Files
import Networks
import ONNX

/// Turns the nodes of an ONNX graph into the layers of a network, one after the other.
///
/// A value that is computed is the output of a layer, seen in one of a few orders of axes; nodes that
/// only change the order make no layer.
struct GraphReader {
  /// How the axes of a layer's output stand in the file.
  enum Form: Hashable {
    /// `[N, C, H, W]`.
    case map
    /// `[N, H, W, C]`.
    case channelsLast
    /// `[N, C]`; of a map that was flattened in ONNX's order, that map.
    case flat(of: TensorShape?)
  }

  /// A value that is computed.
  struct Computed {
    let layer: Int
    let form: Form
  }

  let graph: RunningGraph
  let constants: GraphConstants
  let file: String
  private let namesLayersByValues: Bool
  /// Patterns that are one layer here, by their last nodes.
  private let patterns: [Int: GraphPattern]
  /// Nodes that only patterns need, or nobody.
  private var passedOver: Set<Int>
  private let readers: [Int: Int]

  private(set) var layers: [ReadLayer] = []
  private(set) var shapes: [TensorShape] = []
  private(set) var weights: [[Parameter.Role: ReadWeight]] = []
  private(set) var notes: [String] = []
  private var computed: [Int: Computed] = [:]
  private var names: Set<String> = []
  private var stages: [String] = []

  init(_ model: ModelMessage, _ count: ModelCount) throws(FileError) {
    graph = count.graph
    file = model.file
    namesLayersByValues = model.producer == "compound"
    constants = GraphConstants(model: model, graph: graph)
    let single: Set<GraphPattern.Kind> = [
      .silu, .hardSigmoid, .hardSwish, .gelu, .layerNormalization, .channelShuffle,
    ]
    let found = GraphPatterns(in: graph).all.filter { single.contains($0.kind) }
    patterns = Dictionary(found.map { ($0.root, $0) }) { $1 }
    let inside = Set(found.flatMap { $0.nodes.dropLast() })
    let needed = Self.needed(graph)
    passedOver = Set(graph.nodes.indices.filter { inside.contains($0) || !needed.contains($0) })
    var readers: [Int: Int] = [:]
    for (index, node) in graph.nodes.enumerated() where needed.contains(index) {
      for case let input? in node.inputs { readers[input, default: 0] += 1 }
    }
    for output in graph.outputs { readers[output, default: 0] += 1 }
    self.readers = readers
  }

  /// The nodes that the result depends on.
  private static func needed(_ graph: RunningGraph) -> Set<Int> {
    var needed: Set<Int> = []
    var rest = graph.outputs
    while let value = rest.popLast() {
      guard let maker = graph.values[value].maker, needed.insert(maker).inserted else { continue }
      rest += graph.nodes[maker].inputs.compactMap(\.self)
    }
    return needed
  }

  /// Reads all nodes.
  ///
  /// - Returns: the layer that puts out the result.
  mutating func read() throws(FileError) -> Int {
    try readInput()
    for (index, node) in graph.nodes.enumerated() {
      if passedOver.contains(index) { continue }
      if node.outputs.allSatisfy(constants.isConstant) { continue }
      if let pattern = patterns[index] {
        try read(pattern, node)
      } else {
        try read(node)
      }
    }
    guard graph.outputs.count == 1, let output = graph.outputs.first else {
      throw refused("the model has \(graph.outputs.count) outputs; expected one to run it here")
    }
    guard let result = computed[output] else {
      throw refused("its output does not depend on its input")
    }
    if case .flat(let map?) = result.form {
      throw refused("the output is a map of \(map), flattened; expected classes or a map")
    }
    return result.layer
  }

  private mutating func readInput() throws(FileError) {
    let open = graph.inputs.filter { readers[$0] != nil }
    guard open.count == 1, let input = open.first, let extents = graph.values[input].facts?.shape
    else {
      throw refused("the model has \(open.count) inputs; expected one image to run it here")
    }
    let form: Form
    switch extents.count {
    // TensorFlow's files have the channels last, which are few.
    case 4: form = extents[3] <= 4 && extents[1] > 4 ? .channelsLast : .map
    case 2: form = .flat(of: nil)
    default:
      throw refused("input '\(graph.values[input].name)' has shape \(extents); expected an image")
    }
    layers.append(
      ReadLayer(
        operation: .input, inputs: [], name: "", stage: graph.nodes.first.map(stage) ?? "graph"))
    shapes.append(try shape(extents, form))
    weights.append([:])
    stages.append(layers[0].stage)
    computed[input] = Computed(layer: 0, form: form)
  }

  func refused(_ message: String) -> FileError { FileError(.mismatch, file: file, message) }
}

// MARK: - What is there so far

extension GraphReader {
  /// The layer behind input `index` of a node, and how its axes stand.
  func input(_ node: RunningNode, _ index: Int = 0) throws(FileError) -> Computed {
    guard node.inputs.indices.contains(index), let value = node.inputs[index] else {
      throw node.view.refused("input \(index + 1) is not given")
    }
    return try layer(of: value, for: node)
  }

  func layer(of value: Int, for node: RunningNode) throws(FileError) -> Computed {
    guard let found = computed[value] else {
      throw node.view.refused("'\(graph.values[value].name)' is a constant; expected a map")
    }
    return found
  }

  /// The value of input `index` where it is a constant.
  func constant(_ node: RunningNode, _ index: Int) -> Int? {
    guard node.inputs.indices.contains(index), let value = node.inputs[index],
      constants.isConstant(value)
    else { return nil }
    return value
  }

  /// How many nodes read a value.
  func readerCount(_ value: Int) -> Int { readers[value] ?? 0 }

  func outputShape(_ node: RunningNode, _ index: Int = 0) throws(FileError) -> [Int] {
    guard let shape = graph.values[node.outputs[index]].facts?.shape else {
      throw node.view.refused("its shape depends on data")
    }
    return shape
  }

  /// What a layer puts out whose output has these extents in the file.
  func shape(_ extents: [Int], _ form: Form) throws(FileError) -> TensorShape {
    do throws(NetworkError) {
      switch (form, extents.count) {
      case (.map, 4):
        return try TensorShape(height: extents[2], width: extents[3], channels: extents[1])
      case (.channelsLast, 4):
        return try TensorShape(height: extents[1], width: extents[2], channels: extents[3])
      case (.flat, 2): return try TensorShape(height: 1, width: 1, channels: extents[1])
      default: throw NetworkError(.invalidShape, "\(extents); expected two or four axes")
      }
    } catch {
      throw refused("a tensor of shape \(extents): \(error.message)")
    }
  }
}

// MARK: - Adding layers

extension GraphReader {
  /// The error of a node that no layer computes.
  func unknown(_ node: RunningNode, _ what: String = "") -> FileError {
    node.view.refused(
      (what.isEmpty ? "" : what + ": ")
        + "no layer here computes that; `compound summary` and `compound count` take the file, "
        + "which can't be run, trained or written")
  }

  /// Adds a layer for a node.
  ///
  /// - Parameters:
  ///   - operation: what it computes.
  ///   - inputs: the layers that it reads.
  ///   - node: the node, whose output it is.
  ///   - form: how the output's axes stand in the file.
  ///   - weights: where the parameters' values are.
  ///   - output: which of the node's outputs it is.
  /// - Throws: `FileError` where the output's shape is no map's.
  mutating func add(
    _ operation: Operation, _ inputs: [Int], _ node: RunningNode, _ form: Form,
    weights: [Parameter.Role: ReadWeight] = [:], output: Int = 0
  ) throws(FileError) {
    let shape = try shape(outputShape(node, output), form)
    computed[node.outputs[output]] = Computed(
      layer: append(operation, inputs, node, shape, weights), form: form)
  }

  /// Adds a layer whose output no value of the file is.
  @discardableResult
  mutating func append(
    _ operation: Operation, _ inputs: [Int], _ node: RunningNode, _ shape: TensorShape,
    _ weights: [Parameter.Role: ReadWeight] = [:]
  ) -> Int {
    var stage = stage(of: node)
    // A network's stages are runs of layers; a module that is met again belongs to the run it is in.
    if stage != stages.last {
      if stages.contains(stage) { stage = stages[stages.count - 1] } else { stages.append(stage) }
    }
    layers.append(
      ReadLayer(
        operation: operation, inputs: inputs, name: name(of: node, weights), stage: stage))
    shapes.append(shape)
    self.weights.append(weights)
    return layers.count - 1
  }

  /// Adds a layer that is the node at `index`, a later one, which is then read.
  mutating func addInstead(
    _ index: Int, _ operation: Operation, _ inputs: [Int]
  ) throws(FileError) {
    passedOver.insert(index)
    try add(operation, inputs, graph.nodes[index], .map)
  }

  /// A node that hands on its input, whose axes then stand as `form` says.
  mutating func pass(_ node: RunningNode, _ input: Computed, as form: Form) {
    computed[node.outputs[0]] = Computed(layer: input.layer, form: form)
  }

  mutating func note(_ text: String) { notes.append(text) }

  /// Gives a linear layer that has no bias one.
  ///
  /// - Returns: whether it could take it.
  mutating func addBias(_ bias: ReadWeight, to layer: Int) -> Bool {
    switch layers[layer].operation {
    case .convolution(var convolution) where !convolution.hasBias:
      convolution.hasBias = true
      layers[layer].operation = .convolution(convolution)
    case .fullyConnected(var connected) where !connected.hasBias:
      connected.hasBias = true
      layers[layer].operation = .fullyConnected(connected)
    default: return false
    }
    weights[layer][.bias] = bias
    return true
  }

  /// The outermost module around a node.
  private func stage(of node: RunningNode) -> String { node.scope.first ?? "graph" }

  /// A layer with weights is named as they are, so that they keep their names; others as their nodes.
  private mutating func name(
    of node: RunningNode, _ weights: [Parameter.Role: ReadWeight]
  ) -> String {
    let own =
      namesLayersByValues || node.view.node.name.isEmpty
      ? node.view.node.outputs.first ?? "" : node.view.node.name
    let name = module(weights) ?? own
    guard names.insert(name).inserted else {
      let copy = (2...).lazy.map { "\(name).\($0)" }.first { !names.contains($0) } ?? name
      names.insert(copy)
      return copy
    }
    return name
  }

  /// The name of the weights without its last part.
  private func module(_ weights: [Parameter.Role: ReadWeight]) -> String? {
    for role in [Parameter.Role.weight, .scale] {
      guard case .constant(let value)? = weights[role]?.source,
        let source = constants.source(value)
      else { continue }
      let parts = graph.values[source].name.split(separator: ".")
      guard parts.count > 1, ["weight", "scale", "gamma"].contains(parts[parts.count - 1]) else {
        continue
      }
      return parts.dropLast().joined(separator: ".")
    }
    return nil
  }

  /// Layers that have all their weights from the same constants as an earlier one use its.
  static func shareWeights(
    _ layers: inout [ReadLayer], _ weights: [[Parameter.Role: ReadWeight]]
  ) {
    struct Key: Hashable {
      let operation: Operation
      let sources: [Parameter.Role: ReadWeight.Source]
    }
    var first: [Key: Int] = [:]
    for index in layers.indices where !weights[index].isEmpty {
      let sources = weights[index].mapValues(\.source)
      guard sources.values.allSatisfy({ if case .constant = $0 { true } else { false } }) else {
        continue
      }
      let key = Key(operation: layers[index].operation, sources: sources)
      if let source = first[key] {
        layers[index].weightSource = source
      } else {
        first[key] = index
      }
    }
  }
}
