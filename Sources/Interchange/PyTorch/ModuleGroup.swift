/// Steps of a network that belong together: a block, a cell, a stem.
struct ModuleGroup {
  /// How the steps of a group hang together.
  enum Form {
    /// One behind the other.
    case chain
    /// One behind the other, and a sum with what goes round them, perhaps activated.
    case residual(branch: [Int], shortcut: [Int], tail: Int?)
    /// Any other way.
    case graph
  }

  let stage: Int
  /// The block's number in its stage, where the network is a run of blocks.
  let block: Int?
  /// The items, in an order in which each follows those it reads.
  let items: [Int]
  /// The items outside that it reads, in the order of first use; −1 is the network's input.
  let inputs: [Int]
  /// The items that are read outside.
  let outputs: [Int]
  let form: Form

  init(_ items: [Int], stage: Int, block: Int?, of graph: ModuleGraph, readers: [[Int]]) {
    self.stage = stage
    self.block = block
    self.items = items
    let own = Set(items)
    var inputs: [Int] = []
    for input in items.flatMap({ graph.items[$0].inputs })
    where !own.contains(input) && !inputs.contains(input) {
      inputs.append(input)
    }
    self.inputs = inputs
    let results = Set(graph.outputs)
    outputs = items.filter { item in
      results.contains(item) || readers[item].contains { !own.contains($0) }
    }
    form =
      inputs.count == 1 && outputs == items.suffix(1)
      ? Self.form(items, graph, readers) : .graph
  }

  private static func form(
    _ items: [Int], _ graph: ModuleGraph, _ readers: [[Int]]
  ) -> Form {
    guard !items.contains(where: { graph.items[$0].shared != nil }) else { return .graph }
    let isChain = zip(items, items.dropFirst()).allSatisfy { before, after in
      graph.items[after].inputs == [before] && readers[before] == [after]
    }
    if isChain, !items.contains(where: { graph.items[$0].isJoin }) { return .chain }
    var rest = items[...]
    var tail: Int?
    if let last = rest.last, !graph.items[last].isJoin { tail = rest.popLast() }
    guard let join = rest.popLast(), graph.items[join].kind == .add,
      graph.items[join].inputs.count == 2,
      tail.map({ graph.items[$0].inputs == [join] && readers[join] == [$0] }) ?? true
    else { return .graph }
    var paths: [[Int]] = []
    for end in graph.items[join].inputs {
      var path: [Int] = []
      var current = end
      while rest.contains(current) {
        guard !graph.items[current].isJoin, readers[current].count == 1 else { return .graph }
        path.insert(current, at: 0)
        current = graph.items[current].inputs[0]
      }
      paths.append(path)
    }
    guard paths[0].count + paths[1].count == rest.count, !paths[1].isEmpty, paths[0].count <= 1
    else { return .graph }
    return .residual(branch: paths[1], shortcut: paths[0], tail: tail)
  }

  /// What two groups have in common that differ in sizes alone.
  func signature(_ graph: ModuleGraph) -> [String] {
    let place = Dictionary(uniqueKeysWithValues: zip(items, items.indices))
    return items.map { index in
      let item = graph.items[index]
      let kind = item.call?.type ?? "\(item.kind)"
      let reads = item.inputs.map { input in
        place[input].map(String.init) ?? "in\(inputs.firstIndex(of: input) ?? 0)"
      }
      let shared = item.shared.map { "=\(place[$0] ?? -1)" } ?? ""
      return
        "\(kind)(\(reads.joined(separator: ",")))\(shared)\(outputs.contains(index) ? "!" : "")"
    }
  }
}
