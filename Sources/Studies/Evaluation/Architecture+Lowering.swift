package import Architectures
package import Networks

extension Architecture {
  /// The network under a name that all share: architectures whose layers are equal give equal
  /// networks.
  package func loweredWithoutName() throws -> Network {
    try with(name: "network").lowered()
  }
}
