import Networks

/// DenseNet (arXiv:1608.06993) by depth and growth, or by the layers of its blocks and growth.
struct DenseNetFamily: ModelFamily {
  var names: [String] {
    DenseNet.layouts.map { "densenet-\($0.depth)" } + ["densenet-264-k48"]
  }

  func model(named name: String) throws -> ZooModel? {
    guard let parsed = ModelName(name, after: "densenet"), parsed.variant == nil else {
      return nil
    }
    var growth: Int?
    var numbers: [Int] = []
    for (index, part) in parsed.parts.enumerated() {
      if part.hasPrefix("k") {
        guard growth == nil, let value = Int(part.dropFirst()), (1...4096).contains(value) else {
          throw parsed.invalid("'\(part)'", expected: "one growth such as 'k32', up to k4096")
        }
        growth = value
      } else {
        numbers.append(try parsed.integer(index, in: 1...10_000, "a depth or block"))
      }
    }
    guard let network = Self.network(numbers, growth: growth) else {
      throw parsed.invalid(
        numbers.isEmpty ? "no depth" : "'\(numbers.map(String.init).joined(separator: "-"))'",
        expected: "a depth of "
          + DenseNet.layouts.map { "\($0.depth)" }.joined(separator: ", ")
          + ", or the layers of two or more blocks, such as 6-12-24-16")
    }
    return ZooModel(
      name: name, family: "DenseNet", resolution: 224, build: { try network.network($0) })
  }

  private static func network(_ numbers: [Int], growth: Int?) -> DenseNet? {
    if numbers.count >= 2 { return DenseNet(blocks: numbers, growth: growth ?? 32) }
    guard let layout = DenseNet.layouts.first(where: { [$0.depth] == numbers }) else { return nil }
    return DenseNet(blocks: layout.blocks, growth: growth ?? layout.growth)
  }
}
