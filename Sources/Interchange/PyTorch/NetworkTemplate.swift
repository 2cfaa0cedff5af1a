import Architectures
import Networks

/// A network as classes: one per kind of block, and one that puts them together.
struct NetworkTemplate {
  /// What makes a group: modules in a row, or a class of the file.
  private enum Maker {
    case modules
    case block(Int, row: Int)
    case graph(Int, row: Int)
  }

  let graph: ModuleGraph
  let groups: [ModuleGroup]
  let readers: [[Int]]
  private(set) var helpers: [HelperTemplate] = []
  private var makers: [Maker] = []
  private var blocks: [BlockTemplate] = []
  private var graphs: [GraphTemplate] = []

  init(_ network: Network, from architecture: Architecture?) {
    var graph = ModuleGraph(network)
    graph.flattenOutputs()
    for kind in [HelperKind.convNormActivation, .squeezeExcitation] {
      let uses = graph.items.indices.filter { graph.items[$0].call?.type == kind.rawValue }
      guard !uses.isEmpty else { continue }
      let template = HelperTemplate(kind, uses.compactMap { graph.items[$0].call })
      for (item, call) in zip(uses, template.calls) { graph.replaceCall(of: item, by: call) }
      helpers.append(template)
    }
    let grouping = ModuleGrouping(graph)
    self.graph = graph
    groups = grouping.groups
    readers = grouping.readers
    var taken = Set(HelperKind.allCases.map(\.rawValue)).union([PythonNames.type(network.name)])
    makers = groups.indices.map { number in
      let kind = architecture.flatMap { $0.kind(stage: groups[number].stage) }
      return maker(number, kind: kind, &taken)
    }
  }

  /// The class that a group is made by: one that is there, or a new one.
  private mutating func maker(
    _ number: Int, kind: String?, _ taken: inout Set<String>
  ) -> Maker {
    let group = groups[number]
    switch group.form {
    case .chain where group.block == nil || group.items.count == 1:
      return .modules
    case .chain where kind != nil, .residual where kind != nil:
      for index in blocks.indices
      where blocks[index].kind == kind && blocks[index].add(group, number: number, graph) {
        return .block(index, row: blocks[index].rows.count - 1)
      }
      let name = PythonNames.unique(kind ?? "", among: &taken)
      blocks.append(BlockTemplate(name: name, kind: kind))
      _ = blocks[blocks.count - 1].add(group, number: number, graph)
      return .block(blocks.count - 1, row: 0)
    case .chain, .residual, .graph:
      let signature = group.signature(graph)
      let index = graphs.firstIndex { $0.signature == signature } ?? graphs.count
      if index == graphs.count {
        let stage = graph.network.stages[group.stage].reversed().drop { $0.isNumber }.reversed()
        // "Stage" alone would say that it is a whole one.
        let name = stage.elementsEqual("stage") ? "Unit" : PythonNames.type(String(stage))
        graphs.append(
          GraphTemplate(
            name: PythonNames.unique(name, among: &taken), of: group, graph, readers: readers))
      }
      graphs[index].add(number)
      return .graph(index, row: graphs[index].groups.count - 1)
    }
  }

  /// The classes of blocks, and for each group the call that makes it.
  func made() -> (classes: [PythonClass], calls: [PythonExpression]) {
    let madeBlocks = blocks.map { $0.made(graph, groups) }
    let madeGraphs = graphs.map { $0.made(graph, groups, readers: readers) }
    let calls = groups.indices.map { number -> PythonExpression in
      switch makers[number] {
      case .block(let index, let row): .call(blocks[index].name, madeBlocks[index].1[row])
      case .graph(let index, let row): .call(graphs[index].name, madeGraphs[index].1[row])
      case .modules:
        Self.chain(groups[number].items.compactMap { graph.items[$0].call?.expression })
      }
    }
    return (madeBlocks.map(\.0) + madeGraphs.map(\.0), calls)
  }

  private static func chain(_ calls: [PythonExpression]) -> PythonExpression {
    calls.count == 1 ? calls[0] : .call("nn.Sequential", calls)
  }

  /// Where an item's module is in its group: nothing for a group that is one module.
  func path(of item: Int, in number: Int) -> String? {
    let group = groups[number]
    switch makers[number] {
    case .modules:
      guard group.items.count > 1 else { return "" }
      return group.items.firstIndex(of: item).map(String.init)
    case .block(let index, let row):
      return blocks[index].rows[row].modules.first { $0.value == item }?.key
    case .graph(let index, _):
      return graphs[index].path(of: item, in: group)
    }
  }
}

extension Architecture {
  /// The name of the class of a stage's blocks; `nil` for stem and head.
  fileprivate func kind(stage: Int) -> String? {
    guard stages.indices.contains(stage - 1) else { return nil }
    return switch stages[stage - 1].block {
    case .convolution: "ConvolutionBlock"
    case .depthwiseSeparable: "DepthwiseSeparable"
    case .mbConv: "MBConv"
    case .fusedMBConv: "FusedMBConv"
    case .universalBottleneck: "UniversalBottleneck"
    case .basicResidual: "BasicResidual"
    case .bottleneckResidual: "BottleneckResidual"
    }
  }
}
