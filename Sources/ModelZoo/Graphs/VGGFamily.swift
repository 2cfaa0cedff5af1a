import Networks

/// VGG (arXiv:1409.1556): `vgg-16`, `vgg-16-bn`.
struct VGGFamily: ModelFamily {
  var names: [String] {
    VGG.layouts.map { "vgg-\($0.depth)" } + VGG.layouts.map { "vgg-\($0.depth)-bn" }
  }

  func model(named name: String) throws -> ZooModel? {
    let isNormalized = name.hasSuffix("-bn")
    let plain = isNormalized ? String(name.dropLast(3)) : name
    guard let layout = VGG.layouts.first(where: { "vgg-\($0.depth)" == plain }) else { return nil }
    let network = VGG(convolutions: layout.convolutions, isNormalized: isNormalized)
    return ZooModel(
      name: name, family: "VGG", resolution: 224, build: { try network.network($0) })
  }
}
