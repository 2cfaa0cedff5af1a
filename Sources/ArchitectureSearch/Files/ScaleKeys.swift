import Interchange

extension CostBudgets {
  /// Reads the key `budgets`; nil stands for no budgets.
  init(_ node: ConfigurationNode?) throws {
    self.init()
    guard var keys = try node?.mapping() else { return }
    multiplyAdds = try keys.optional("multiplyAdds")?.quantity()
    parameters = try keys.optional("parameters")?.quantity()
    activations = try keys.optional("activations")?.quantity()
    memory = try keys.optional("memory")?.quantity()
    try keys.finish()
  }
}

extension ProxyScale {
  /// Reads the key `proxy`.
  init(_ node: ConfigurationNode) throws {
    var keys = try node.mapping()
    self.init(
      width: try keys.number("width", in: 0.001...1000, default: 1),
      depth: try keys.number("depth", in: 0.001...1000, default: 1),
      resolution: try keys.integer("resolution", in: 1...4096),
      divisor: try keys.integer("divisor", in: 1...1024, default: 8),
      resolutionDivisor: try keys.integer("resolutionDivisor", in: 1...1024, default: 1),
      repeatRounding: try keys.choice("repeatRounding", default: .up),
      stemStride: try keys.optional("stemStride")?.integer(in: 1...64),
      keepsStemPooling: try keys.boolean("stemPooling", default: true),
      strides: try keys.optional("strides")?.integers(in: 1...64),
      dropout: try keys.number("dropout", in: 0...0.999, default: 0),
      batchNormMomentum: try keys.number("batchNormMomentum", in: 0...0.99999, default: 0.9))
    try keys.finish()
  }
}

extension TrainingRecipe {
  /// Reads the key `training`.
  init(_ node: ConfigurationNode) throws {
    var keys = try node.mapping()
    self.init(
      data: try keys.string("data", default: "shapes"),
      epochs: try keys.integer("epochs", in: 1...100_000),
      seeds: try keys.integer("seeds", in: 1...1000, default: 1))
    images = try keys.optional("images")?.integer(in: 1...100_000_000)
    validationImages = try keys.optional("validationImages")?.integer(in: 1...100_000_000)
    batch = try keys.optional("batch")?.integer(in: 1...65_536)
    optimizer = try keys.optional("optimizer")?.choice()
    learningRate = try keys.optional("learningRate")?.number(in: 0...1e6)
    warmupEpochs = try keys.optional("warmupEpochs")?.number(in: 0...1e5)
    labelSmoothing = try keys.optional("labelSmoothing")?.number(in: 0...0.999)
    weightDecay = try keys.optional("weightDecay")?.number(in: 0...10)
    averageDecay = try keys.optional("averageDecay")?.number(in: 0...0.999_999)
    augmentation = try keys.optional("augmentation")?.string()
    try keys.finish()
  }
}

extension ConfigurationNode {
  /// A count or size as people write it: `400M`, `1.5B`, `512MB`, `64KiB`, or a plain number.
  ///
  /// - Throws: `InterchangeError` where this is none of these, or beyond the range of `Int`.
  func quantity() throws(InterchangeError) -> Int {
    let text = try string()
    guard let value = Quantity.value(of: text) else {
      throw failure(
        "found '\(text.prefix(40))'; expected a number with or without a unit, such as 400M, "
          + "1.5B, 512MB or 64KiB", reason: .wrongType)
    }
    return value
  }
}

/// Whole numbers with the units that papers and people use.
enum Quantity {
  private static let units: [(suffix: String, factor: Double)] = [
    // Longer suffixes first, so that MB is not read as B.
    ("KiB", 1024), ("MiB", 1_048_576), ("GiB", 1_073_741_824),
    ("KB", 1e3), ("MB", 1e6), ("GB", 1e9),
    ("K", 1e3), ("M", 1e6), ("G", 1e9), ("B", 1e9), ("T", 1e12),
  ]

  static func value(of text: String) -> Int? {
    let unit = units.first { text.lowercased().hasSuffix($0.suffix.lowercased()) }
    let digits = text.dropLast(unit?.suffix.count ?? 0)
    let isPlain = digits.allSatisfy { $0.isNumber || $0 == "." || $0 == "_" }
    guard isPlain, let number = Double(digits.filter { $0 != "_" }) else { return nil }
    let value = (number * (unit?.factor ?? 1)).rounded()
    return value < 9e18 ? Int(value) : nil
  }
}
