import Networks

/// Dual Path Networks (arXiv:1707.01629).
struct DualPathNetworkFamily: ModelFamily {
  var names: [String] { DualPathNetwork.sizes.map { "dpn-\($0.depth)" } }

  func model(named name: String) throws -> ZooModel? {
    guard let size = DualPathNetwork.sizes.first(where: { "dpn-\($0.depth)" == name }) else {
      return nil
    }
    return ZooModel(
      name: name, family: "DPN", resolution: 224, build: { try size.network.network($0) })
  }
}
