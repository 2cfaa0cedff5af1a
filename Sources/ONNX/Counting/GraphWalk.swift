import Files

/// A walk over the nodes of a model in their order, through branches and functions of its own, that
/// infers shapes and counts.
struct GraphWalk {
  /// Where the walk is: the values in sight, and how the names of nodes are read there.
  private struct Place {
    /// By their names; `nil` for those that are left out.
    var values: [String: Int?] = [:]
    var operatorSets: [String: Int]
    /// The modules around the node that the walk went into.
    var scope: [String] = []
    /// Attributes of the function that the nodes belong to.
    var attributes: [String: AttributeMessage]?
    var depth = 0
  }

  private let model: ModelMessage
  private var weights: WeightReading
  private(set) var nodes: [NodeCount] = []
  /// What runs, a node for each of ``nodes``.
  private(set) var graph = RunningGraph()
  /// Which constant a value is, by the value's index.
  private var constants: [Int: Int] = [:]
  private var visited = 0

  /// Functions that call functions make few bytes do endless work.
  ///
  /// Where functions are called again and again, as PyTorch's exporter writes them, a node takes tens of the file's bytes nonetheless.
  private let greatestVisits: Int
  private static let greatestDepth = 64

  init(_ model: ModelMessage) {
    self.model = model
    greatestVisits = min(1 << 18, 4096 + model.bytes.size)
    weights = WeightReading(model)
  }

  /// Walks over the model's graph.
  ///
  /// - Parameter inputs: the shape of each input.
  /// - Throws: `FileError` where a node cannot be as it is.
  mutating func run(inputs: [(name: String, shape: [Int])]) throws(FileError) {
    var place = Place(operatorSets: model.operatorSets)
    for (name, shape) in inputs {
      let value = add(name, ValueFacts(shape))
      graph.inputs.append(value)
      place.values[name] = .some(value)
    }
    graph.outputs = try run(model.graph, &place).map { $0 ?? add("", nil) }
  }

  private mutating func add(
    _ name: String, _ facts: ValueFacts?, tensor: TensorMessage? = nil, maker: Int? = nil
  ) -> Int {
    graph.values.append(RunningValue(name: name, facts: facts, tensor: tensor, maker: maker))
    return graph.values.count - 1
  }

  private mutating func run(
    _ graph: GraphMessage, _ place: inout Place
  ) throws(FileError) -> [Int?] {
    let kinds = WeightReading.kinds(in: graph)
    for tensor in graph.initializers {
      let value = add(tensor.name, ValueFacts(tensor.shape, tensor.elements), tensor: tensor)
      constants[value] = weights.add(tensor, kind: kinds[tensor.name])
      place.values[tensor.name] = .some(value)
    }
    for node in graph.nodes { try visit(node, &place) }
    return try graph.outputs.map { output throws(FileError) in
      try value(output.name, in: place, for: "the graph's output")
    }
  }

  private func value(
    _ name: String, in place: Place, for reader: String
  ) throws(FileError) -> Int? {
    guard let value = place.values[name] else {
      throw FileError(
        .unknownName, file: model.file, "\(reader) is '\(name)', which nothing before it gives")
    }
    return value
  }

  private mutating func visit(_ original: NodeMessage, _ place: inout Place) throws(FileError) {
    visited += 1
    guard visited <= greatestVisits, place.depth <= Self.greatestDepth else {
      throw FileError(
        .outOfRange, file: model.file,
        "functions and branches come to more than \(greatestVisits) nodes, which is too many for a "
          + "file of its size, or nest deeper than \(Self.greatestDepth)")
    }
    let node = resolved(original, in: place)
    var inputs: [Int?] = []
    for name in node.inputs {
      let reader = "an input of node '\(node.name)' (\(node.operatorName))"
      inputs.append(name.isEmpty ? nil : try value(name, in: place, for: reader))
    }
    let key = FunctionMessage.Key(
      domain: node.domain, name: node.operatorName, overload: node.overload)
    let outputs: [Int?]
    if let function = model.functions[key] {
      outputs = try call(function, node, inputs, place)
    } else if let branch = branch(of: node, inputs) {
      var inner = place
      inner.depth += 1
      outputs = try run(branch, &inner)
    } else {
      outputs = try count(node, inputs, place)
    }
    for (index, name) in node.outputs.enumerated() where !name.isEmpty {
      place.values[name] = .some(
        outputs.indices.contains(index) ? outputs[index] : add(name, nil))
    }
  }

  /// The node with the attributes that it has where its function is called.
  private func resolved(_ node: NodeMessage, in place: Place) -> NodeMessage {
    guard let outer = place.attributes,
      node.attributes.values.contains(where: { !$0.reference.isEmpty })
    else { return node }
    return node.with(
      node.attributes.compactMapValues { $0.reference.isEmpty ? $0 : outer[$0.reference] })
  }

  /// The modules around a node, those of the calls that led to it first.
  private func modules(of node: NodeMessage, in place: Place) -> [String] {
    let own = NodeScope.modules(of: node)
    guard let outer = place.scope.last else { return own }
    return place.scope + own.map { "\(outer).\($0)" }
  }

  /// The branch of an `If` whose condition is known.
  private func branch(of node: NodeMessage, _ inputs: [Int?]) -> GraphMessage? {
    guard node.operatorName == "If", node.domain.isEmpty,
      let value = inputs.first ?? nil, let condition = graph.values[value].facts?.elements,
      condition.count == 1
    else { return nil }
    return node.attributes[condition.doubles[0] == 0 ? "else_branch" : "then_branch"]?.graph
  }

  private mutating func call(
    _ function: FunctionMessage, _ node: NodeMessage, _ inputs: [Int?], _ place: Place
  ) throws(FileError) -> [Int?] {
    var inner = Place(operatorSets: place.operatorSets)
    inner.operatorSets.merge(function.operatorSets) { $1 }
    inner.scope = modules(of: node, in: place)
    inner.attributes = function.defaults.merging(node.attributes) { $1 }
    inner.depth = place.depth + 1
    for (index, name) in function.inputs.enumerated() {
      inner.values[name] = .some(inputs.indices.contains(index) ? inputs[index] : nil)
    }
    for node in function.nodes { try visit(node, &inner) }
    return try function.outputs.map { name throws(FileError) in
      try value(name, in: inner, for: "an output of function '\(function.key.name)'")
    }
  }
}

// MARK: - One node

extension GraphWalk {
  private mutating func count(
    _ node: NodeMessage, _ inputs: [Int?], _ place: Place
  ) throws(FileError) -> [Int?] {
    let facts = inputs.map { $0.flatMap { graph.values[$0].facts } }
    let view = NodeView(
      node: node, version: place.operatorSets[node.domain] ?? 0, inputs: facts, file: model.file)
    guard !OperatorRule.recurrent.contains(node.operatorName) else {
      throw view.refused(
        "recurrent cells are not counted; expected a network without \(node.operatorName)")
    }
    let rule = OperatorRule.named(node.operatorName, domain: node.domain)
    let outputs = try rule.flatMap { rule throws(FileError) in try rule.outputs(view) } ?? []
    var elements: [Int] = []
    for (index, facts) in outputs.enumerated() where index < node.outputs.count {
      guard let count = facts.shape.elementCount else {
        throw view.refused(
          "puts out a tensor of shape \(facts.shape): no shape, or too large to count")
      }
      elements.append(count)
    }
    let work = try rule?.work.flatMap { work throws(FileError) in
      try outputs.first.flatMap { output throws(FileError) in try work(view, output.shape) }
    }
    let isKnown = outputs.first != nil && (rule?.work == nil || work != nil)
    let scope = modules(of: node, in: place)
    nodes.append(
      NodeCount(
        name: node.name.isEmpty ? node.outputs.first ?? "" : node.name, scope: scope,
        operatorName: (node.domain.isEmpty ? "" : node.domain + ".") + node.operatorName,
        output: outputs.first?.shape, parameters: try parameters(inputs, view),
        multiplyAdds: work ?? 0, activations: rule?.work == nil ? 0 : elements.first ?? 0,
        elements: elements.first ?? 0,
        knowledge: rule == nil ? .unknownOperator : isKnown ? .known : .unknownShape))
    return add(view, inputs, outputs, scope)
  }

  /// Adds a node to what runs, with a value for each of its outputs.
  private mutating func add(
    _ view: NodeView, _ inputs: [Int?], _ outputs: [ValueFacts], _ scope: [String]
  ) -> [Int] {
    let (node, maker) = (view.node, graph.nodes.count)
    let tensor = node.operatorName == "Constant" ? node.attributes["value"]?.tensor : nil
    var results: [Int] = []
    for (index, name) in node.outputs.enumerated() {
      let facts = outputs.indices.contains(index) ? outputs[index] : nil
      results.append(add(name, facts, tensor: tensor, maker: maker))
    }
    if let tensor, let value = results.first {
      constants[value] = weights.addConstant(tensor)
    }
    graph.nodes.append(
      RunningNode(view: view, inputs: inputs, outputs: results, scope: scope))
    return results
  }

  /// Parameters that are new at a node.
  private mutating func parameters(
    _ inputs: [Int?], _ view: NodeView
  ) throws(FileError) -> Int {
    var parameters = 0
    for (position, input) in inputs.enumerated() {
      guard let constant = input.flatMap({ constants[$0] }) else { continue }
      let (sum, overflows) = parameters.addingReportingOverflow(
        weights.parameters(constant, readBy: view.node, as: position))
      guard !overflows else { throw view.refused("more than 2^63 parameters") }
      parameters = sum
    }
    return parameters
  }
}
