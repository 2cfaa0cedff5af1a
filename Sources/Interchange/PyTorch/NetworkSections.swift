import Networks

/// The modules of the network's own class: a stage each, or a group where a stage is no chain of them.
struct NetworkSections {
  struct Section {
    let name: String
    /// Numbers of groups that follow each other.
    let groups: [Int]
    let isAuxiliary: Bool
  }

  let template: NetworkTemplate
  private(set) var sections: [Section] = []
  /// What the rates at which blocks are dropped are multiples of; `nil` where they are not.
  private let rateStep: Double?
  /// Whether the images are read by the first section alone, so that `x` is free after it.
  private var isInputFree = true

  init(_ template: NetworkTemplate) {
    self.template = template
    rateStep = Self.rateStep(template.graph.network)
    var taken: Set<String> = ["x"]
    var start = 0
    let groups = template.groups
    while start < groups.count {
      var end = start + 1
      while end < groups.count, groups[end].stage == groups[start].stage { end += 1 }
      let numbers = Array(start..<end)
      let stage = PythonNames.variable(template.graph.network.stages[groups[start].stage])
      for part in isChain(numbers) ? [numbers] : numbers.map({ [$0] }) {
        let last = template.graph.items[groups[part[0]].items[0]].layer
        sections.append(
          Section(
            name: PythonNames.unique(stage, among: &taken), groups: part,
            isAuxiliary: template.graph.network.isAuxiliary(last)))
      }
      start = end
    }
    isInputFree = !template.groups.dropFirst(sections[0].groups.count).contains {
      $0.inputs.contains(-1)
    }
  }

  private static func rateStep(_ network: Network) -> Double? {
    let rates = network.layers.compactMap { layer -> Double? in
      guard case .stochasticDepth(let survival) = layer.operation else { return nil }
      return 1 - survival
    }
    let sorted = ([0] + rates).sorted()
    let steps = zip(sorted, sorted.dropFirst()).map { $1 - $0 }.filter { $0 > 1e-9 }
    guard let step = steps.min(),
      rates.allSatisfy({ abs($0 / step - ($0 / step).rounded()) < 1e-6 })
    else { return nil }
    return step
  }

  /// Whether each group reads what the one before it puts out, which nobody else does.
  private func isChain(_ numbers: [Int]) -> Bool {
    let groups = template.groups
    guard groups[numbers[0]].inputs.count == 1 else { return false }
    return zip(numbers, numbers.dropFirst()).allSatisfy { before, after in
      groups[before].outputs.count == 1 && groups[after].inputs == groups[before].outputs
        && template.readers[groups[before].outputs[0]].allSatisfy(groups[after].items.contains)
        && !template.graph.outputs.contains(groups[before].outputs[0])
    } && groups[numbers[numbers.count - 1]].outputs.count == 1
  }

  /// For each item its module's path in the network.
  func paths() -> [Int: String] {
    var paths: [Int: String] = [:]
    for section in sections {
      for (position, number) in section.groups.enumerated() {
        let group = section.groups.count == 1 ? section.name : "\(section.name).\(position)"
        for item in template.groups[number].items {
          guard let path = template.path(of: item, in: number) else { continue }
          paths[item] = path.isEmpty ? group : "\(group).\(path)"
        }
      }
    }
    return paths
  }
}

// MARK: - Code

extension NetworkSections {
  /// The lines of the network's class.
  func lines(name: String, documentation: String, calls: [PythonExpression]) -> [String] {
    let members = sections.flatMap { section -> [String] in
      let elements = loops(section.groups.map { calls[$0] })
      let whole =
        section.groups.count == 1 ? elements[0] : PythonExpression.call("nn.Sequential", elements)
      return whole.lines(indent: 8, prefix: "self.\(section.name) = ")
    }
    return ["class \(name)(nn.Module):", #"    """\#(documentation)""""#, ""]
      + ["    def __init__(self):", "        super().__init__()"] + members
      + ["", "    def forward(self, x):"] + forward()
  }

  /// The blocks of a stage; three equal ones in a row, and more, as a loop.
  private func loops(_ calls: [PythonExpression]) -> [PythonExpression] {
    let rates = calls.map { call in
      rateStep.flatMap { step in call.rate.map { Int(($0 / step).rounded()) } }
    }
    func isNext(_ index: Int) -> Bool {
      guard calls[index].withRate("") == calls[index - 1].withRate("") else { return false }
      return calls[index] == calls[index - 1] || rates[index] == rates[index - 1].map { $0 + 1 }
    }
    var result: [PythonExpression] = []
    var start = 0
    while start < calls.count {
      var end = start + 1
      while end < calls.count, isNext(end) { end += 1 }
      let first = rates[start] ?? 0
      if let (element, count) = Self.progression(calls[start...]), count > end - start {
        result.append(.unpacked(element, clause: "for i in range(\(count))"))
        start += count
        continue
      }
      if end - start < 3 {
        end = start + 1
        result.append(rates[start] == nil ? calls[start] : calls[start].withRate(rate(first)))
      } else if rates[start] != nil, calls[start] != calls[start + 1] {
        let range = first == 0 ? "\(end - start)" : "\(first), \(first + end - start)"
        let element = calls[start].withRate("\(stepText) * i")
        result.append(.unpacked(element, clause: "for i in range(\(range))"))
      } else {
        let element = rates[start] == nil ? calls[start] : calls[start].withRate(rate(first))
        result.append(.unpacked(element, clause: "for _ in range(\(end - start))"))
      }
      start = end
    }
    return result
  }

  /// Three blocks or more that differ in one number, which grows in equal steps.
  private static func progression(
    _ calls: ArraySlice<PythonExpression>
  ) -> (element: PythonExpression, count: Int)? {
    guard let first = calls.first, let second = calls.dropFirst().first,
      let (place, start, next) = first.difference(to: second)
    else { return nil }
    let step = next - start
    var count = 1
    for call in calls.dropFirst() {
      guard let (other, from, to) = first.difference(to: call), other == place, from == start,
        to == start + count * step
      else { break }
      count += 1
    }
    guard count >= 3 else { return nil }
    return (first.withArgument(place, "\(start) + \(step) * i"), count)
  }

  private func rate(_ multiple: Int) -> String {
    multiple == 1 ? stepText : "\(stepText) * \(multiple)"
  }

  private var stepText: String { PythonValue.double(rateStep ?? 0).text }

  private func forward() -> [String] {
    let graph = template.graph
    var values: [Int: String] = [-1: "x"]
    var lines: [String] = []
    let main = sections.filter { !$0.isAuxiliary }
    let auxiliary = sections.filter(\.isAuxiliary)
    for (position, section) in main.enumerated() {
      lines += step(section, next: position + 1 < main.count ? main[position + 1] : nil, &values)
    }
    guard !auxiliary.isEmpty else {
      lines.append(Self.returned(graph.outputs, values, &lines))
      return lines
    }
    lines.append("        if not self.training:")
    lines.append("            return \(values[graph.outputs[0]] ?? "x")")
    for section in auxiliary { lines += step(section, next: nil, &values) }
    lines.append(Self.returned(graph.outputs, values, &lines))
    return lines
  }

  /// The line that returns the outputs; a single one where it is computed.
  private static func returned(
    _ outputs: [Int], _ values: [Int: String], _ lines: inout [String]
  ) -> String {
    let names = outputs.map { values[$0] ?? "x" }
    let assignment = "        \(names[0]) = "
    if names.count == 1, let last = lines.last, last.hasPrefix(assignment) {
      lines.removeLast()
      return "        return " + last.dropFirst(assignment.count)
    }
    return "        return \(names.joined(separator: ", "))"
  }

  /// The line that runs a section; what only the next one reads is called `x`.
  private func step(
    _ section: Section, next: Section?, _ values: inout [Int: String]
  ) -> [String] {
    let groups = template.groups
    let (first, last) = (
      groups[section.groups[0]], groups[section.groups[section.groups.count - 1]]
    )
    let arguments = first.inputs.map { values[$0] ?? "x" }
    let isPassedOn =
      isInputFree && last.outputs.count == 1 && arguments.allSatisfy { $0 == "x" }
      && isReadOnly(last.outputs[0], by: next)
    let names = last.outputs.enumerated().map { position, output in
      if isPassedOn { return "x" }
      return last.outputs.count == 1 ? section.name : "\(section.name)_\(position)"
    }
    for (output, name) in zip(last.outputs, names) { values[output] = name }
    return PythonExpression.call("self.\(section.name)", arguments.map { .text($0) })
      .lines(indent: 8, prefix: names.joined(separator: ", ") + " = ")
  }

  /// Whether nobody but the next section reads a value, and nobody reads later what `x` is now.
  private func isReadOnly(_ item: Int, by next: Section?) -> Bool {
    let graph = template.graph
    guard let next else { return graph.outputs == [item] }
    let own = Set(next.groups.flatMap { template.groups[$0].items })
    return !graph.outputs.contains(item) && template.readers[item].allSatisfy(own.contains)
  }
}

extension PythonExpression {
  /// The rate at which the block that a call makes is dropped, where the call says it.
  fileprivate var rate: Double? {
    guard case .bracketed(_, _, let arguments, _) = self else { return nil }
    for case .keyword(Self.rateName, .value(.double(let rate))) in arguments { return rate }
    return nil
  }

  /// The call with other code for the rate; it gets one where it takes the default, 0.
  fileprivate func withRate(_ code: String) -> PythonExpression {
    guard case .bracketed(let head, let open, let arguments, let close) = self else { return self }
    let others = arguments.filter {
      if case .keyword(Self.rateName, _) = $0 { false } else { true }
    }
    let rate: [PythonExpression] = code.isEmpty ? [] : [.keyword(Self.rateName, .text(code))]
    return .bracketed(head, open: open, others + rate, close: close)
  }

  /// The place of the one argument in which two calls differ, where that is a whole number in both.
  fileprivate func difference(to other: PythonExpression) -> (place: Int, own: Int, other: Int)? {
    guard case .bracketed(let head, _, let own, _) = self,
      case .bracketed(head, _, let others, _) = other, own.count == others.count
    else { return nil }
    let places = own.indices.filter { own[$0] != others[$0] }
    guard places.count == 1, case .value(.int(let first)) = own[places[0]],
      case .value(.int(let second)) = others[places[0]]
    else { return nil }
    return (places[0], first, second)
  }

  fileprivate func withArgument(_ place: Int, _ code: String) -> PythonExpression {
    guard case .bracketed(let head, let open, var arguments, let close) = self else { return self }
    arguments[place] = .text(code)
    return .bracketed(head, open: open, arguments, close: close)
  }

  private static let rateName = "drop_path"
}
