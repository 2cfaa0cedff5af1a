/// The class of blocks that are a branch and what goes round it; in some of them modules may be missing.
struct BlockTemplate {
  /// Where a module stands in a block.
  enum Place: Hashable {
    case branch, shortcut, tail
  }

  /// A module of the class.
  struct Member {
    let name: String
    let type: String
    let place: Place
  }

  /// One block: its modules by the members' names.
  struct Row {
    let group: Int
    let modules: [String: Int]
    let joins: Bool
    let hasTail: Bool
  }

  let name: String
  /// The kind of the architecture's blocks; one kind may need several classes.
  let kind: String?
  private(set) var members: [Member] = []
  private(set) var rows: [Row] = []

  init(name: String, kind: String?) {
    self.name = name
    self.kind = kind
  }

  /// Takes a block in where its modules are of the same kinds and in the same order.
  ///
  /// - Returns: Whether it fits.
  mutating func add(_ group: ModuleGroup, number: Int, _ graph: ModuleGraph) -> Bool {
    let (found, joins) = Self.members(of: group, graph)
    let hasTail = found.contains { $0.member.place == .tail }
    guard rows.allSatisfy({ $0.hasTail == hasTail }) else { return false }
    var merged = members
    var position = 0
    for (member, _) in found {
      if let known = merged.firstIndex(where: { $0.name == member.name }) {
        guard known >= position, merged[known].type == member.type,
          merged[known].place == member.place
        else { return false }
        position = known + 1
      } else {
        // Behind what it follows, and within the modules of its place.
        let end = merged.lastIndex { $0.place.order <= member.place.order }.map { $0 + 1 } ?? 0
        let start = merged.firstIndex { $0.place == member.place } ?? end
        position = min(max(position, start), end)
        merged.insert(member, at: position)
        position += 1
      }
    }
    members = merged
    rows.append(
      Row(
        group: number,
        modules: Dictionary(
          found.map { ($0.member.name, $0.item) }, uniquingKeysWith: { a, _ in a }),
        joins: joins, hasTail: hasTail))
    return true
  }

  /// The modules of a block in the order branch, shortcut, tail, under names that are its own.
  static func members(
    of group: ModuleGroup, _ graph: ModuleGraph
  ) -> (found: [(member: Member, item: Int)], joins: Bool) {
    var taken: Set<String> = []
    func named(_ items: [Int], _ place: Place) -> [(member: Member, item: Int)] {
      items.compactMap { index in
        guard let call = graph.items[index].call else { return nil }
        let name = PythonNames.unique(graph.items[index].name, among: &taken)
        return (Member(name: name, type: call.type, place: place), index)
      }
    }
    switch group.form {
    case .residual(let branch, let shortcut, let tail):
      return (
        named(branch, .branch) + named(shortcut, .shortcut)
          + named(tail.map { [$0] } ?? [], .tail), true
      )
    case .chain, .graph: return (named(group.items, .branch), false)
    }
  }
}

extension BlockTemplate.Place {
  fileprivate var order: Int {
    switch self {
    case .branch: 0
    case .shortcut: 1
    case .tail: 2
    }
  }
}

// MARK: - Code

extension BlockTemplate {
  /// The class, and for each row the arguments that make its block.
  func made(_ graph: ModuleGraph, _ groups: [ModuleGroup]) -> (PythonClass, [[PythonExpression]]) {
    var slots: [Abstraction.Slot] = []
    var starts: [Int] = []
    for member in members {
      starts.append(slots.count)
      slots += arguments(of: member, graph).map { .init(member: member.name, argument: $0) }
    }
    let values = rows.map { self.values($0, graph, groups) }
    var abstraction = Abstraction(
      slots, rows: values,
      channels: [
        ("inputs", rows.map { .int(graph.channels(groups[$0.group].inputs[0])) }),
        ("outputs", rows.map { .int(graph.channels(groups[$0.group].outputs[0])) }),
      ])
    var lines: [[String]] = []
    for (position, member) in members.enumerated() {
      lines.append(
        code(of: member, from: starts[position], slots, graph, &abstraction))
    }
    var shortcut: String?
    let joins = rows.map(\.joins)
    if joins.contains(true), joins.contains(false) {
      let condition = abstraction.condition("shortcut", joins)
      lines.append(["        self.has_shortcut = \(condition)"])
      shortcut = "self.has_shortcut"
    }
    let made = PythonClass(
      name: name, documentation: Self.documentation(kind ?? name), abstraction: abstraction,
      members: lines, forward: forward(joins: joins.contains(true), if: shortcut))
    return (made, rows.indices.map { abstraction.arguments($0) })
  }

  /// The arguments of a member, of the first block that has it: names and defaults are those of all.
  private func arguments(of member: Member, _ graph: ModuleGraph) -> [ModuleArgument] {
    for row in rows {
      if let item = row.modules[member.name], let call = graph.items[item].call {
        return call.arguments
      }
    }
    return []
  }

  /// The values of all slots of a block; a missing module passes its channels on.
  private func values(
    _ row: Row, _ graph: ModuleGraph, _ groups: [ModuleGroup]
  ) -> [PythonValue?] {
    let inputs = graph.channels(groups[row.group].inputs[0])
    var current = inputs
    var place = Place.branch
    return members.flatMap { member -> [PythonValue?] in
      if member.place != place {
        current = inputs
        place = member.place
      }
      if let item = row.modules[member.name], let call = graph.items[item].call {
        current = graph.channels(item)
        return call.arguments.map(\.value)
      }
      let isDropping = member.type == HelperKind.stochasticDepth.rawValue
      return arguments(of: member, graph).map { argument in
        switch argument.meaning {
        case .outputs: .int(current)
        case .inputs, .other: isDropping ? .double(0) : nil
        }
      }
    }
  }

  private func code(
    of member: Member, from start: Int, _ slots: [Abstraction.Slot], _ graph: ModuleGraph,
    _ abstraction: inout Abstraction
  ) -> [String] {
    let call = ModuleCall(type: member.type, arguments: arguments(of: member, graph))
    let codes = abstraction.codes
    let expression = call.expression { codes[start + $0] }
    let present = rows.map { $0.modules[member.name] != nil }
    guard present.contains(false), member.type != HelperKind.stochasticDepth.rawValue else {
      return expression.lines(indent: 8, prefix: "self.\(member.name) = ")
    }
    let condition = abstraction.condition(member.name, present)
    return ["        self.\(member.name) = nn.Identity()", "        if \(condition):"]
      + expression.lines(indent: 12, prefix: "self.\(member.name) = ")
  }

  private func forward(joins: Bool, if condition: String?) -> [[String]] {
    func names(_ place: Place) -> [String] { members.filter { $0.place == place }.map(\.name) }
    let branch = names(.branch)
    guard joins else {
      return branch.dropLast().map { ["        x = self.\($0)(x)"] }
        + branch.suffix(1).map { ["        return self.\($0)(x)"] }
    }
    var lines = branch.enumerated().map { position, name in
      ["        y = self.\(name)(\(position == 0 ? "x" : "y"))"]
    }
    let around = names(.shortcut).reduce("x") { "self.\($1)(\($0))" }
    let sum = "\(around) + y" + (condition.map { " if \($0) else y" } ?? "")
    if let tail = names(.tail).first {
      lines.append(["        return self.\(tail)(\(sum))"])
    } else {
      lines.append(["        return \(sum)"])
    }
    return lines
  }

  private static func documentation(_ name: String) -> String {
    switch name {
    case "MBConv": "An inverted bottleneck (arXiv:1801.04381, arXiv:1905.11946)."
    case "FusedMBConv": "An inverted bottleneck of full convolutions (arXiv:2104.00298)."
    case "UniversalBottleneck": "A universal inverted bottleneck (arXiv:2404.10518)."
    case "BasicResidual": "Two convolutions and what goes round them (arXiv:1512.03385)."
    case "BottleneckResidual": "A bottleneck and what goes round it (arXiv:1512.03385)."
    case "DepthwiseSeparable": "A depthwise and a pointwise convolution (arXiv:1704.04861)."
    case "ConvolutionBlock": "A convolution and what may go round it."
    default: "\(name): modules one behind the other, and what goes round them."
    }
  }
}
