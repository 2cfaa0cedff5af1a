import Networks

/// ConvNeXt (arXiv:2201.03545): `convnext-t` to `convnext-l`.
struct ConvNeXtFamily: ModelFamily {
  var names: [String] { ConvNeXt.sizes.map { "convnext-\($0.name)" } }

  func model(named name: String) throws -> ZooModel? {
    guard let size = ConvNeXt.sizes.first(where: { "convnext-\($0.name)" == name }) else {
      return nil
    }
    return ZooModel(
      name: name, family: "ConvNeXt", resolution: 224, build: { try size.network.network($0) })
  }
}
