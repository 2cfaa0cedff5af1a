/// What several calls have in common, as the body of a class, and what tells them apart, as the
/// parameters of its initialiser.
///
/// Each slot (an argument of a module in the class) gets the simplest code that is true of every
/// instance: a literal, a parameter that is there already, a multiple or a fraction of one, or a new
/// parameter.
struct Abstraction {
  /// An argument of one of the modules in a class.
  struct Slot {
    /// The module's name in the class.
    let member: String
    let argument: ModuleArgument
    /// Whether calls of the class give it by its place, without a default.
    var isRequired = false

    fileprivate static let channels = "channels"

    /// What kind of number or name it is.
    fileprivate var domain: String {
      switch (argument.meaning, argument.name) {
      case (.inputs, _), (.outputs, _), (_, "squeezed"), (_, "groups"): Self.channels
      case (_, "gate"): "activation"
      default: argument.name
      }
    }
  }

  /// A parameter of the initialiser.
  struct Parameter {
    let name: String
    /// For each instance; `nil` where it does not matter.
    var values: [PythonValue?]
    /// What it is where a call does not say; `nil` for one that every call gives by its place.
    var fallback: PythonValue?
  }

  private(set) var parameters: [Parameter] = []
  /// Variables of the initialiser, in order.
  private(set) var locals: [(name: String, code: String)] = []
  /// For each slot its code; `nil` to leave the argument out.
  private(set) var codes: [String?] = []

  /// What can be named: parameters, variables, and what would become a required parameter if named.
  private var known: [Known] = []

  private struct Known {
    let name: String
    /// What kind of number or name it is; only alike ones stand for each other.
    let domain: String
    let values: [PythonValue?]
    var isUsed = true
  }

  private var taken: Set<String> = []

  /// - Parameters:
  ///   - slots: The arguments of the class's modules, in order.
  ///   - rows: For each instance the values of the slots; `nil` where it has no such module.
  ///   - channels: For each instance what goes into the block and what comes out, by name; named, they
  ///     become the first parameters.
  init(
    _ slots: [Slot], rows: [[PythonValue?]], channels: [(name: String, values: [PythonValue?])] = []
  ) {
    known = channels.map {
      Known(name: $0.name, domain: Slot.channels, values: $0.values, isUsed: false)
    }
    taken = Set(channels.map(\.name))
    for (index, slot) in slots.enumerated() {
      codes.append(code(slot, rows.map { $0[index] }))
    }
  }

  /// Code for a choice that differs between instances, such as whether there is a shortcut.
  ///
  /// - Parameters:
  ///   - name: The parameter's name, where nothing that is there says it.
  ///   - values: For each instance.
  /// - Returns: A comparison, or the parameter's name.
  mutating func condition(_ name: String, _ values: [Bool]) -> String {
    for test in tests() where test.values == values {
      for name in test.names { use(name) }
      return test.code
    }
    let name = PythonNames.unique(name, among: &taken)
    add(Parameter(name: name, values: values.map { .bool($0) }, fallback: nil), domain: "condition")
    return name
  }

  /// The arguments of the call that makes an instance.
  func arguments(_ row: Int) -> [PythonExpression] {
    ordered.compactMap { parameter in
      guard let value = parameter.values[row] ?? parameter.fallback else {
        return parameter.fallback == nil ? .value(.none) : nil
      }
      if parameter.fallback == nil { return .value(value) }
      return value == parameter.fallback
        ? nil : .keyword(parameter.name, .value(value))
    }
  }

  /// The parameters as they stand in the initialiser: those without a default first.
  var ordered: [Parameter] {
    let first = parameters.filter { $0.fallback == nil }
    return first.sorted { position($0) < position($1) } + parameters.filter { $0.fallback != nil }
  }

  private func position(_ parameter: Parameter) -> Int {
    known.firstIndex { $0.name == parameter.name } ?? known.count
  }
}

// MARK: - Finding code

extension Abstraction {
  private mutating func code(_ slot: Slot, _ values: [PythonValue?]) -> String? {
    let argument = slot.argument
    let present = values.compactMap { $0 }
    guard let first = present.first else { return nil }
    if present.allSatisfy({ $0 == first }) {
      return first == argument.fallback ? nil : first.text
    }
    if let name = name(for: values, slot) { return name }
    if let code = relation(values, slot) { return code }
    let name = PythonNames.unique(proposedName(slot), among: &taken)
    add(
      Parameter(
        name: name, values: values, fallback: slot.isRequired ? nil : argument.fallback), slot)
    return name
  }

  /// A name whose value each instance has.
  private mutating func name(for values: [PythonValue?], _ slot: Slot) -> String? {
    let match = known.first { candidate in
      candidate.domain == slot.domain
        && zip(candidate.values, values).allSatisfy { $1 == nil || $0 == $1 }
    }
    if let match { use(match.name) }
    return match?.name
  }

  /// A multiple or a fraction of what has a name, where the slot speaks of channels or padding.
  private mutating func relation(_ values: [PythonValue?], _ slot: Slot) -> String? {
    let numbers = values.map { $0?.integer }
    let isPadding = slot.argument.name == "padding"
    guard isPadding || slot.domain == Slot.channels,
      zip(values, numbers).allSatisfy({ $0 == nil || $1 != nil })
    else { return nil }
    for candidate in known
    where candidate.domain == (isPadding ? "kernel_size" : Slot.channels) {
      let pairs = zip(candidate.values, numbers)
        .compactMap { known, own in own.flatMap { own in known?.integer.map { ($0, own) } } }
      guard pairs.count == numbers.compactMap({ $0 }).count, let (known, own) = pairs.first,
        known > 0, own > 0 || isPadding
      else { continue }
      var code: String?
      if isPadding {
        if pairs.allSatisfy({ $0 / 2 == $1 }) { code = "\(candidate.name) // 2" }
      } else if own % known == 0, pairs.allSatisfy({ $0 * (own / known) == $1 }) {
        code = "\(own / known) * \(candidate.name)"
      } else if own < known,
        let divisor = (2...64).first(where: { divisor in pairs.allSatisfy { $0 / divisor == $1 } })
      {
        code = "\(candidate.name) // \(divisor)"
      }
      guard let code else { continue }
      use(candidate.name)
      return slot.argument.meaning == .outputs ? variable(slot, code, values) : code
    }
    return expansion(numbers, slot)
  }

  /// A whole multiple of the block's input channels that differs between instances.
  private mutating func expansion(_ numbers: [Int?], _ slot: Slot) -> String? {
    // What every call says by its place is not said in other words.
    guard slot.argument.meaning == .outputs, !slot.isRequired, !taken.contains("expansion"),
      let inputs = known.first(where: { $0.name == "inputs" })
    else { return nil }
    let ratios = zip(inputs.values, numbers).map { known, own -> PythonValue? in
      guard let known = known?.integer, let own, own % known == 0 else { return nil }
      return .int(own / known)
    }
    guard zip(ratios, numbers).allSatisfy({ ($0 == nil) == ($1 == nil) }) else { return nil }
    use("inputs")
    taken.insert("expansion")
    add(Parameter(name: "expansion", values: ratios, fallback: nil), domain: "expansion")
    return variable(slot, "expansion * inputs", numbers.map { $0.map { .int($0) } })
  }

  /// A variable of the initialiser, so that what follows can name it.
  private mutating func variable(
    _ slot: Slot, _ code: String, _ values: [PythonValue?]
  ) -> String {
    let name = PythonNames.unique(
      slot.member == "expand" ? "expanded" : "\(slot.member)_channels", among: &taken)
    locals.append((name, code))
    known.append(Known(name: name, domain: Slot.channels, values: values))
    return name
  }

  private func proposedName(_ slot: Slot) -> String {
    let name = slot.argument.name
    switch slot.argument.meaning {
    case .inputs,
      .outputs where slot.isRequired:
      return name
    case .outputs: return slot.member.isEmpty ? name : "\(slot.member)_channels"
    case .other: break
    }
    if slot.member == "drop_path" { return slot.member }
    guard taken.contains(name) else { return name }
    return slot.member.isEmpty ? name : "\(slot.member)_\(name)"
  }

  private mutating func add(_ parameter: Parameter, _ slot: Slot) {
    add(parameter, domain: slot.domain, isRequired: slot.isRequired)
  }

  private mutating func add(_ parameter: Parameter, domain: String, isRequired: Bool = false) {
    var parameter = parameter
    if !isRequired, parameter.fallback == nil {
      parameter.fallback = Self.commonest(parameter.values)
    }
    parameters.append(parameter)
    known.append(Known(name: parameter.name, domain: domain, values: parameter.values))
  }

  /// Makes one of the block's own numbers of channels a parameter.
  private mutating func use(_ name: String) {
    guard let index = known.firstIndex(where: { $0.name == name }), !known[index].isUsed else {
      return
    }
    known[index].isUsed = true
    parameters.append(Parameter(name: name, values: known[index].values, fallback: nil))
  }

  /// Comparisons of what has a name, those that a block usually asks first.
  private func tests() -> [(code: String, values: [Bool], names: [String])] {
    func values(_ name: String) -> [PythonValue?]? { known.first { $0.name == name }?.values }
    var tests: [(code: String, values: [Bool], names: [String])] = []
    if let expansion = values("expansion") {
      tests.append(("expansion != 1", expansion.map { $0 != .int(1) }, []))
    }
    guard let inputs = values("inputs"), let outputs = values("outputs") else { return tests }
    let isSame = zip(inputs, outputs).map { $0 == $1 }
    if let stride = values("stride") {
      let keeps = zip(isSame, stride).map { $0 && $1 == .int(1) }
      tests.append(("stride == 1 and inputs == outputs", keeps, ["inputs", "outputs"]))
      tests.append(
        ("stride != 1 or inputs != outputs", keeps.map { !$0 }, ["inputs", "outputs"]))
      let isOne = stride.map { $0 == .int(1) }
      tests.append(("stride == 1", isOne, []))
      tests.append(("stride != 1", isOne.map { !$0 }, []))
    }
    tests.append(("inputs == outputs", isSame, ["inputs", "outputs"]))
    tests.append(("inputs != outputs", isSame.map { !$0 }, ["inputs", "outputs"]))
    return tests
  }

  private static func commonest(_ values: [PythonValue?]) -> PythonValue? {
    var counts: [PythonValue: Int] = [:]
    for case let value? in values { counts[value, default: 0] += 1 }
    let most = counts.values.max()
    // The first of the commonest, so that the same network gives the same file.
    return values.lazy.compactMap { $0 }.first { counts[$0] == most }
  }
}
