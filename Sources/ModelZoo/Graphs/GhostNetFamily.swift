import Networks

/// GhostNet (arXiv:1911.11907) at any width.
struct GhostNetFamily: ModelFamily {
  let names = ["ghostnet-0.5", "ghostnet-1.0", "ghostnet-1.3"]

  func model(named name: String) throws -> ZooModel? {
    guard let parsed = ModelName(name, after: "ghostnet"), parsed.variant == nil,
      parsed.parts.count <= 1
    else { return nil }
    let network = GhostNet(width: try parsed.width(0))
    return ZooModel(
      name: name, family: "GhostNet", resolution: 224, build: { try network.network($0) })
  }
}
