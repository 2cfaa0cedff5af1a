import Networks

/// `resnet-50/keras`, `resnet-50-v2/keras`, `resnet-50-v1/tf-slim`, `resnet-50-v2/tf-slim`, and the
/// same at depth 101, 152 and 200.
struct ResNetVariantFamily: ModelFamily {
  let names = [
    "resnet-50/keras", "resnet-50-v2/keras", "resnet-50-v1/tf-slim", "resnet-50-v2/tf-slim",
  ]

  func model(named name: String) throws -> ZooModel? {
    guard let parsed = ModelName(name, after: "resnet"), let library = parsed.variant,
      let depth = parsed.parts.first,
      let row = ResNetFamily.depths.first(where: { String($0.depth) == depth }), row.depth >= 50
    else { return nil }
    var variant = ResNetVariant(repeats: row.repeats)
    switch (library, parsed.parts.dropFirst()) {
    case ("keras", []):
      variant.stridesLast = false
      variant.hasBiases = true
    case ("keras", ["v2"]): variant.isPreactivated = true
    case ("tf-slim", ["v1"]): variant.convolvesLogits = true
    case ("tf-slim", ["v2"]):
      variant.isPreactivated = true
      variant.convolvesLogits = true
    default: return nil
    }
    return ZooModel(
      name: name, family: "ResNet", resolution: 224,
      build: { [variant] request in try variant.network(request) })
  }
}
