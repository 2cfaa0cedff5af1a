import Architectures
public import CostModel
public import Interchange

extension SpaceDefinition {
  /// Reads a space: the text of a space file, or the key `space` of a search file.
  ///
  /// - Throws: `InterchangeError` with file, line and, for a misspelt key, the nearest one.
  public init(_ node: ConfigurationNode) throws {
    var keys = try node.mapping()
    name = try keys.string("name")
    resolution = try keys.integer("resolution", in: 1...100_000, default: 224)
    classes = try keys.integer("classes", in: 1...1_000_000, default: 1000)
    activation = try keys.string("activation", default: "relu")
    padding = try keys.string("padding", default: "same")
    stem = try SpaceStem(keys.required("stem"))
    head = try SpaceHead(keys.optional("head"))
    shared = try SharedChoice.list(keys.optional("shared"))
    let defaults = keys.optional("defaults")
    stages = try keys.required("stages").list(count: 1...100).map {
      try StageSpaceDefinition($0, defaults: defaults)
    }
    conditions = try keys.optional("conditions")?.list().map(SpaceCondition.init) ?? []
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
      SharedChoice(name: name, options: try keys.required(name).strings())
    }
  }
}

extension SpaceCondition {
  fileprivate init(_ node: ConfigurationNode) throws {
    var keys = try node.mapping()
    when = try Self.rules(keys.required("when"))
    then = try Self.rules(keys.required("then"))
    try keys.finish()
  }

  private static func rules(_ node: ConfigurationNode) throws -> [String: [String]] {
    var keys = try node.mapping()
    var rules: [String: [String]] = [:]
    for key in StageKey.allCases {
      rules[key.rawValue] = try keys.optional(key.rawValue)?.strings()
    }
    try keys.finish()
    return rules
  }
}

extension StageSpaceDefinition {
  /// Reads one stage; keys that it lacks come from `defaults`.
  fileprivate init(_ node: ConfigurationNode, defaults: ConfigurationNode?) throws {
    var keys = try node.mapping()
    var fallbacks = try defaults?.mapping()
    dimensions = []
    shared = [:]
    for key in StageKey.allCases {
      // Both are asked, so that both know the key when unknown ones are refused.
      let fallback = fallbacks?.optional(key.rawValue)
      guard let value = keys.optional(key.rawValue) ?? fallback else { continue }
      if value.isMapping, let name = try Self.sharedName(value) {
        shared[key.rawValue] = name
      } else {
        dimensions.append(
          SpaceDimension(key: key.rawValue, options: try Self.options(value, key)))
      }
    }
    try keys.finish()
    try fallbacks?.finish()
  }

  private static func sharedName(_ node: ConfigurationNode) throws -> String? {
    var keys = try node.mapping()
    guard let name = keys.optional("shared") else { return nil }
    try keys.finish()
    return try name.string()
  }

  private static func options(
    _ node: ConfigurationNode, _ key: StageKey
  ) throws -> [[String: String]] {
    let options: [[String: String]]
    if node.isMapping {
      options = try relative(node).map { [key.rawValue: "\($0)"] }
    } else if node.isList {
      options = try node.list(count: 1...1000).map { item in
        try item.isMapping ? bundle(item) : [key.rawValue: item.string()]
      }
    } else {
      let text = try node.string()
      options =
        text.contains("..")
        ? try node.numbers().map { [key.rawValue: plain($0)] } : [[key.rawValue: text]]
    }
    for (index, option) in options.enumerated() where options.prefix(index).contains(option) {
      throw node.failure(
        "the option '\(option[key.rawValue] ?? "\(option)")' stands twice, perhaps after rounding")
    }
    return options
  }

  /// A block in full, such as `{block: mbConv, expansionRatio: 6}`.
  private static func bundle(_ node: ConfigurationNode) throws -> [String: String] {
    var keys = try node.mapping()
    var option: [String: String] = [:]
    for key in StageKey.allCases {
      option[key.rawValue] = try keys.optional(key.rawValue)?.string()
    }
    try keys.finish()
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

/// A file that holds a space: by itself, or as part of a search.
public struct SpaceFile: Sendable {
  public let space: SearchSpace
  /// The bounds of a search file; nil for a space by itself.
  public let band: Bounds?

  /// Reads the space at `path`: a space file, or a search file with a `space`.
  ///
  /// - Throws: `InterchangeError` or ``SearchError``.
  public init(path: String) throws {
    let root = try ConfigurationFile.load(path)
    var keys = try root.mapping()
    guard keys.keys.contains("search") else {
      space = try SearchSpace(SpaceDefinition(root))
      band = nil
      return
    }
    let kind = try keys.string("search")
    switch try SearchFile(path: path).definition {
    case .architecture(let definition):
      (space, band) = (try SearchSpace(definition.space), definition.band)
    case .family(let definition):
      (space, band) = (
        try SearchSpace(definition.architecture.space), definition.architecture.band
      )
    case .coefficients:
      throw root.failure("a search for \(kind) has no space; expected a space or its search")
    }
  }
}
