import Architectures
public import Configuration
import CostModel
import Interchange
import Networks

extension SpaceDefinition {
  /// Reads a space: the text of a space file, or the key `space` of a search file.
  ///
  /// - Throws: `FileError` with file, line and, for a misspelt key, the nearest one.
  public init(_ node: ConfigurationNode) throws {
    var keys = try node.mapping()
    inputChannels = try keys.optional("inputChannels")?.integer(in: 1...65_536)
    name = try keys.string("name")
    resolution =
      try keys.optional("resolution")?.resolution(in: 1...NetworkLimits.resolution) ?? 224
    classes = try keys.integer("classes", in: 1...1_000_000, default: 1000)
    activation = try keys.string("activation", default: "relu")
    padding = try keys.string("padding", default: "same")
    let builder: TimmBuilder? = try keys.optional("blockStrings")?.choice()
    blockStrings = builder?.rawValue
    stem = try SpaceStem(keys.required("stem"))
    head = try SpaceHead(keys.optional("head"))
    shared = try SharedChoice.list(keys.optional("shared"))
    let defaults = keys.optional("defaults")
    stages = try keys.required("stages").list(count: 1...100).map {
      try StageSpaceDefinition($0, defaults: defaults)
    }
    let stageKeys = Set(stages.flatMap(\.keys))
    conditions =
      try keys.optional("conditions")?.list().map {
        try SpaceCondition($0, about: stageKeys)
      } ?? []
    channelsNeverFall = try keys.boolean("channelsNeverFall", default: false)
    repeatsNeverFall = try keys.boolean("repeatsNeverFall", default: false)
    try keys.finish()
    for (number, stage) in stages.enumerated() {
      for (key, choice) in stage.shared.sorted(by: { $0.key < $1.key })
      where !shared.contains(where: { $0.name == choice }) {
        throw node.failure("stage \(number + 1), \(key): there is no shared choice '\(choice)'")
      }
    }
  }
}

extension SpaceStem {
  fileprivate init(_ node: ConfigurationNode) throws {
    var keys = try node.mapping()
    channels = try keys.integer("channels", in: 1...65_536)
    kernelSize = try keys.integer("kernelSize", in: 1...31, default: 3)
    stride = try keys.integer("stride", in: 1...16, default: 2)
    hasPooling = try keys.boolean("pooling", default: false)
    try keys.finish()
  }
}

extension SpaceHead {
  fileprivate init(_ node: ConfigurationNode?) throws {
    channels = nil
    dropoutRate = 0
    guard var keys = try node?.mapping() else { return }
    channels = try keys.optional("channels")?.integer(in: 1...65_536)
    dropoutRate = try keys.number("dropoutRate", in: 0...0.999, default: 0)
    try keys.finish()
  }
}

extension SharedChoice {
  fileprivate static func list(_ node: ConfigurationNode?) throws -> [SharedChoice] {
    guard var keys = try node?.mapping() else { return [] }
    return try keys.keys.map { name in
      SharedChoice(name: name, options: try keys.required(name).spaceValues())
    }
  }
}

extension SpaceCondition {
  /// - Parameters:
  ///   - node: the rule as the file has it.
  ///   - stageKeys: The keys that stages have; a rule about another never holds.
  /// - Throws: `FileError` at the key or value that is wrong.
  fileprivate init(_ node: ConfigurationNode, about stageKeys: Set<String>) throws {
    var keys = try node.mapping()
    when = try Self.rules(keys.required("when"), about: stageKeys)
    then = try Self.rules(keys.required("then"), about: stageKeys)
    try keys.finish()
  }

  private static func rules(
    _ node: ConfigurationNode, about stageKeys: Set<String>
  ) throws -> [String: [SpaceValue]] {
    var keys = try node.mapping()
    var rules: [String: [SpaceValue]] = [:]
    for key in stageKeys.sorted() { rules[key] = try keys.optional(key)?.spaceValues() }
    try keys.finish()
    return rules
  }
}

extension ConfigurationNode {
  /// A list of values, or a single one.
  ///
  /// - Throws: `FileError` where an item is no scalar.
  fileprivate func spaceValues() throws -> [SpaceValue] {
    guard isList else { return [try SpaceValue(self)] }
    return try list(count: 1...Int.max).map { try SpaceValue($0) }
  }
}

extension StageSpaceDefinition {
  /// Reads one stage; keys that it lacks come from `defaults`.
  ///
  /// Which keys there are is for the reader of stages to say, once they are chosen.
  fileprivate init(_ node: ConfigurationNode, defaults: ConfigurationNode?) throws {
    var keys = try node.mapping()
    var fallbacks = try defaults?.mapping()
    self.init(dimensions: [], shared: [:], source: node)
    let own = keys.keys
    for key in StageSpaceDefinition.ordered(
      own + (fallbacks?.keys ?? []).filter { !own.contains($0) })
    {
      guard let value = keys.optional(key) ?? fallbacks?.optional(key) else { continue }
      if value.isMapping, let name = try Self.sharedName(value) {
        shared[key] = name
      } else {
        dimensions.append(SpaceDimension(key: key, options: try Self.options(value, key)))
      }
    }
    if lacksSqueezePosition { fixSqueezePosition("output", at: node) }
  }

  /// Decisions stand in this order, whatever order a file gives its keys, so that encodings do not
  /// depend on it; other keys follow by name.
  private static func ordered(_ keys: [String]) -> [String] {
    let first = [
      "block", "kernelSize", "stride", "channels", "repeats", "activation", "expansionRatio",
      "squeezeRatio", "shortcut", "groups", "groupWidth", "innerRatio",
    ]
    return first.filter(keys.contains) + keys.filter { !first.contains($0) }.sorted()
  }

  private static func sharedName(_ node: ConfigurationNode) throws -> String? {
    var keys = try node.mapping()
    guard let name = keys.optional("shared") else { return nil }
    try keys.finish()
    return try name.string()
  }

  private static func options(
    _ node: ConfigurationNode, _ key: String
  ) throws -> [[String: SpaceValue]] {
    let options: [[String: SpaceValue]]
    if node.isMapping {
      options = try relative(node).map { [key: SpaceValue("\($0)", at: node)] }
    } else if node.isList {
      options = try node.list(count: 1...1000).map { item in
        try item.isMapping ? bundle(item) : [key: SpaceValue(item)]
      }
    } else {
      let value = try SpaceValue(node)
      options =
        value.text.contains("..")
        ? try node.numbers().map { [key: SpaceValue(plain($0), at: node)] } : [[key: value]]
    }
    for (index, option) in options.enumerated() where options.prefix(index).contains(option) {
      let label = option[key]?.text ?? "\(option.mapValues(\.text))"
      throw node.failure("the option '\(label)' stands twice, perhaps after rounding")
    }
    return options
  }

  /// A block in full, such as `{block: mbConv, expansionRatio: 6}`.
  private static func bundle(_ node: ConfigurationNode) throws -> [String: SpaceValue] {
    var keys = try node.mapping()
    var option: [String: SpaceValue] = [:]
    for key in keys.keys { option[key] = try SpaceValue(keys.required(key)) }
    return option
  }

  /// `{base: 24, times: [0.75, 1, 1.25], divisor: 4}` or `{base: 3, plus: [-1, 0, 1]}`.
  private static func relative(_ node: ConfigurationNode) throws -> [Int] {
    var keys = try node.mapping()
    let base = try keys.integer("base", in: 1...65_536)
    if let times = keys.optional("times") {
      let divisor = try keys.integer("divisor", in: 1...1024, default: 8)
      try keys.finish()
      let rounding = RoundingRules(divisor: divisor)
      return try times.numbers(in: 0.001...1000).map { rounding.channels(Double(base) * $0) }
    }
    let steps = try keys.required("plus").integers(in: -65_536...65_536)
    try keys.finish()
    return try steps.map { step in
      guard base + step >= 1 else {
        throw node.failure("\(base) and \(step) give \(base + step); expected 1 or more")
      }
      return base + step
    }
  }

  private static func plain(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }
}
