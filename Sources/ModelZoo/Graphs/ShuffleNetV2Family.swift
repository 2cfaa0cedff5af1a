import Networks

/// ShuffleNetV2 (arXiv:1807.11164) in its four published widths.
struct ShuffleNetV2Family: ModelFamily {
  var names: [String] { ShuffleNetV2.widths.map { "shufflenet-v2-\($0.name)" } }

  func model(named name: String) throws -> ZooModel? {
    guard let parsed = ModelName(name, after: "shufflenet-v2"), parsed.variant == nil,
      parsed.parts.count <= 1
    else { return nil }
    let width = try parsed.width(0)
    guard let row = ShuffleNetV2.widths.first(where: { Double($0.name) == width }) else {
      throw parsed.invalid(
        "width \(width)",
        expected: "0.5, 1.0, 1.5 or 2.0: the paper gives each width a table of its own")
    }
    let network = ShuffleNetV2(channels: row.channels)
    return ZooModel(
      name: name, family: "ShuffleNetV2", resolution: 224, build: { try network.network($0) })
  }
}
