/// Which parameter of a network is meant: the layer that owns it, and its role there.
public struct ParameterID: Hashable, Sendable {
  /// The index of the owner in ``Network/layers``.
  public let layer: Int
  /// What the parameter is to its layer.
  public let role: Parameter.Role

  /// The parameter of that role of that layer, whether or not a network has it.
  public init(layer: Int, role: Parameter.Role) {
    self.layer = layer
    self.role = role
  }
}

extension ParameterID: Comparable {
  /// In the order of ``Network/parameters``: by layer, then by role.
  public static func < (first: Self, second: Self) -> Bool {
    (first.layer, first.role) < (second.layer, second.role)
  }
}

extension ParameterID: CustomStringConvertible {
  /// For messages where no network is at hand to name the layer: `weight of layer 3`.
  public var description: String { "\(role.rawValue) of layer \(layer)" }
}
