import Networks

/// ViT by size and patch: `vit-b-16`, `vit-l-32`.
struct VisionTransformerFamily: ModelFamily {
  let names = ["vit-ti-16", "vit-s-16", "vit-b-16", "vit-b-32", "vit-l-16", "vit-h-14"]

  func model(named name: String) throws -> ZooModel? {
    guard let parsed = ModelName(name, after: "vit"), parsed.variant == nil,
      parsed.parts.count == 2,
      let size = VisionTransformer.sizes.first(where: { $0.name == parsed.parts[0] })
    else { return nil }
    let network = VisionTransformer(
      patch: try parsed.integer(1, in: 1...512, "pixels along a patch"), channels: size.channels,
      blocks: size.blocks, heads: size.heads)
    return ZooModel(
      name: name, family: "ViT", resolution: 224, build: { try network.network($0) })
  }
}
