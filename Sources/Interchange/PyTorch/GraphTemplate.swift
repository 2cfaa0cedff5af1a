import Networks

/// The class of blocks whose modules hang together in any way, all in the same one.
struct GraphTemplate {
  let name: String
  let signature: [String]
  private(set) var groups: [Int] = []

  /// Modules that follow each other with nothing between, as one; or a join.
  private struct Step {
    let name: String
    let items: [Int]
  }

  private let steps: [Step]
  private let first: ModuleGroup

  init(name: String, of group: ModuleGroup, _ graph: ModuleGraph, readers: [[Int]]) {
    self.name = name
    first = group
    signature = group.signature(graph)
    steps = Self.steps(group, graph, readers)
  }

  mutating func add(_ number: Int) { groups.append(number) }

  /// Chains of modules of which each is read by the next alone; every join by itself.
  private static func steps(
    _ group: ModuleGroup, _ graph: ModuleGraph, _ readers: [[Int]]
  ) -> [Step] {
    var taken = Set(group.inputs.indices.map { "x\($0)" }).union(["x"])
    var chainOf: [Int: Int] = [:]
    var chains: [[Int]] = []
    let sources = Set(group.items.compactMap { graph.items[$0].shared })
    func isPlain(_ item: Int) -> Bool {
      !graph.items[item].isJoin && graph.items[item].shared == nil && !sources.contains(item)
    }
    for item in group.items {
      if isPlain(item), let before = graph.items[item].inputs.first, let chain = chainOf[before],
        chains[chain].last == before, isPlain(before), readers[before] == [item],
        !group.outputs.contains(before)
      {
        chains[chain].append(item)
        chainOf[item] = chain
      } else {
        chainOf[item] = chains.count
        chains.append([item])
      }
    }
    // A chain is written where its last module is: what it reads is there by then.
    return chains.sorted { $0[$0.count - 1] < $1[$1.count - 1] }.map { items in
      let name = items.count > 1 ? "branch" : graph.items[items[0]].variableName
      return Step(name: PythonNames.unique(name, among: &taken), items: items)
    }
  }
}

// MARK: - Code

extension GraphTemplate {
  /// Where each item's module is, from the block.
  func path(of item: Int, in group: ModuleGroup) -> String? {
    guard let place = group.items.firstIndex(of: item) else { return nil }
    let own = first.items[place]
    for step in steps {
      guard let position = step.items.firstIndex(of: own) else { continue }
      return step.items.count == 1 ? step.name : "\(step.name).\(position)"
    }
    return nil
  }

  /// The class, and for each group the arguments that make its block.
  func made(
    _ graph: ModuleGraph, _ all: [ModuleGroup], readers: [[Int]]
  ) -> (PythonClass, [[PythonExpression]]) {
    let places = steps.flatMap(\.items).filter { !graph.items[$0].isJoin && !isAgain($0, graph) }
    var slots: [Abstraction.Slot] = []
    var starts: [Int: Int] = [:]
    for item in places {
      starts[item] = slots.count
      let name = steps.first { $0.items.contains(item) }?.name ?? ""
      slots += (graph.items[item].call?.arguments ?? []).map { .init(member: name, argument: $0) }
    }
    let offsets = places.compactMap { first.items.firstIndex(of: $0) }
    let rows = groups.map { group in
      offsets.flatMap { offset -> [PythonValue?] in
        (graph.items[all[group].items[offset]].call?.arguments ?? []).map(\.value)
      }
    }
    let abstraction = Abstraction(
      slots, rows: rows,
      channels: all[groups[0]].inputs.indices.map { input in
        (
          all[groups[0]].inputs.count == 1 ? "inputs" : "inputs\(input)",
          groups.map { .int(graph.channels(all[$0].inputs[input])) }
        )
      })
    let members = steps.compactMap { step -> [String]? in
      guard !graph.items[step.items[0]].isJoin, !isAgain(step.items[0], graph) else { return nil }
      let calls = step.items.map { item -> PythonExpression in
        guard let call = graph.items[item].call, let start = starts[item] else { return .text("") }
        return call.expression { abstraction.codes[start + $0] }
      }
      let whole = calls.count == 1 ? calls[0] : .call("nn.Sequential", calls)
      return whole.lines(indent: 8, prefix: "self.\(step.name) = ")
    }
    let made = PythonClass(
      name: name, documentation: documentation(graph, all), abstraction: abstraction,
      members: members, inputs: inputs, forward: forward(graph, readers))
    return (made, groups.indices.map { abstraction.arguments($0) })
  }

  private func documentation(_ graph: ModuleGraph, _ all: [ModuleGroup]) -> String {
    var stages: [Int] = []
    for group in groups where !stages.contains(all[group].stage) { stages.append(all[group].stage) }
    let names = stages.map { PythonNames.prose(graph.network.stages[$0]) }
    let most = 4
    let list = names.prefix(most).joined(separator: ", ") + (names.count > most ? " and more" : "")
    return groups.count == 1 ? "The layers of \(list)." : "A block of \(list)."
  }

  private func isAgain(_ item: Int, _ graph: ModuleGraph) -> Bool {
    graph.items[item].shared != nil
  }

  /// The arguments of `forward`.
  var inputs: [String] {
    first.inputs.count == 1 ? ["x"] : first.inputs.indices.map { "x\($0)" }
  }

  private func forward(_ graph: ModuleGraph, _ readers: [[Int]]) -> [[String]] {
    var values: [Int: PythonExpression] = [:]
    for (input, name) in zip(first.inputs, inputs) { values[input] = .text(name) }
    var lines: [[String]] = []
    for step in steps {
      let item = graph.items[step.items[0]]
      let last = step.items[step.items.count - 1]
      let operands = item.inputs.map { values[$0] ?? .text("x") }
      let expression = Self.expression(item, operands, module: moduleName(step, graph))
      let next = readers[last].first
      // What one join alone reads, in one place, is written there; so is what is returned.
      let isInline =
        !item.isJoin && readers[last].count == 1 && next.map { graph.items[$0].isJoin } == true
        && next.map { graph.items[$0].inputs.filter { $0 == last }.count } == 1
        && !first.outputs.contains(last)
      if isInline
        || first.outputs == [last] && readers[last].allSatisfy({ !first.items.contains($0) })
      {
        values[last] = expression
      } else {
        lines.append(expression.lines(indent: 8, prefix: "\(step.name) = "))
        values[last] = .text(step.name)
      }
    }
    let results = first.outputs.map { values[$0] ?? .text("x") }
    if results.count == 1 {
      lines.append(results[0].lines(indent: 8, prefix: "return "))
    } else {
      lines.append(["        return " + results.map(\.line).joined(separator: ", ")])
    }
    return lines
  }

  private func moduleName(_ step: Step, _ graph: ModuleGraph) -> String {
    guard let source = graph.items[step.items[0]].shared,
      let owner = steps.first(where: { $0.items == [source] })
    else { return step.name }
    return owner.name
  }

  private static func expression(
    _ item: ModuleItem, _ operands: [PythonExpression], module: String
  ) -> PythonExpression {
    switch item.kind {
    case .module: .call("self.\(module)", operands)
    case .add: .joined(operands, by: " + ")
    case .multiply: .joined(operands, by: " * ")
    case .concatenate: .call("torch.cat", [.list(operands), .text("1")])
    }
  }
}
