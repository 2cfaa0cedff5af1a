import Networks

/// Takes a network's steps apart into groups: its blocks where it is a run of blocks, else what repeats
/// within a stage, else the stage.
struct ModuleGrouping {
  let graph: ModuleGraph
  let readers: [[Int]]
  private(set) var groups: [ModuleGroup] = []

  init(_ graph: ModuleGraph) {
    self.graph = graph
    readers = graph.readers()
    var start = 0
    while start < graph.items.count {
      let (stage, block) = place(start)
      var end = start + 1
      while end < graph.items.count, place(end) == (stage, block) { end += 1 }
      let items = Array(start..<end)
      let parts = block == nil ? repeats(items, stage) : [items]
      groups += parts.map { group($0, stage, block) }
      start = end
    }
  }

  private func place(_ item: Int) -> (stage: Int, block: Int?) {
    let layer = graph.network.layers[graph.items[item].layer]
    return (layer.stage, layer.block)
  }

  private func group(_ items: [Int], _ stage: Int, _ block: Int?) -> ModuleGroup {
    ModuleGroup(items, stage: stage, block: block, of: graph, readers: readers)
  }

  /// A stage cut where a single value goes through, if parts of it are alike; else whole.
  private func repeats(_ items: [Int], _ stage: Int) -> [[Int]] {
    var segments: [[Int]] = []
    var current: [Int] = []
    for item in items {
      current.append(item)
      if isCut(behind: item, items) {
        segments.append(current)
        current = []
      }
    }
    if !current.isEmpty { segments.append(current) }
    let branching = segments.filter { $0.count > 1 }.map { group($0, stage, nil).signature(graph) }
    guard Set(branching).count < branching.count else { return [items] }
    return joined(segments)
  }

  /// Whether what `item` puts out is all that later steps read of it and what is before it.
  private func isCut(behind item: Int, _ items: [Int]) -> Bool {
    let results = Set(graph.outputs)
    for earlier in items where earlier < item {
      if results.contains(earlier) || readers[earlier].contains(where: { $0 > item }) {
        return false
      }
    }
    let before = Set(items.filter { $0 > item }.flatMap { graph.items[$0].inputs })
    return !before.contains { $0 < items[0] }
  }

  /// Single steps between branching ones: those behind each of several alike belong to them, others
  /// stand alone, in one run.
  private func joined(_ segments: [[Int]]) -> [[Int]] {
    var parts: [(items: [Int], trailing: [Int])] = []
    for segment in segments {
      if segment.count > 1 || parts.isEmpty {
        parts.append((segment, []))
      } else {
        parts[parts.count - 1].trailing += segment
      }
    }
    func kinds(_ items: [Int]) -> [String] {
      items.map { graph.items[$0].call?.type ?? "\(graph.items[$0].kind)" }
    }
    let common =
      parts.filter { $0.items.count > 1 }.dropLast().last.map { kinds($0.trailing) } ?? []
    return parts.flatMap { part -> [[Int]] in
      if part.trailing.isEmpty { return [part.items] }
      if part.items.count == 1 { return [part.items + part.trailing] }
      if kinds(part.trailing) == common { return [part.items + part.trailing] }
      return [part.items, part.trailing]
    }
  }
}
