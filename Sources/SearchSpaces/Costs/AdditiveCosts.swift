import CostModel

/// Costs that add up over stages, for one image.
public struct AdditiveCosts: Hashable, Sendable {
  public var multiplyAdds: Int
  public var parameters: Int
  public var activations: Int

  static let zero = AdditiveCosts(multiplyAdds: 0, parameters: 0, activations: 0)

  static func + (left: AdditiveCosts, right: AdditiveCosts) -> AdditiveCosts {
    AdditiveCosts(
      multiplyAdds: left.multiplyAdds + right.multiplyAdds,
      parameters: left.parameters + right.parameters,
      activations: left.activations + right.activations)
  }

  init(multiplyAdds: Int, parameters: Int, activations: Int) {
    self.multiplyAdds = multiplyAdds
    self.parameters = parameters
    self.activations = activations
  }

  init(_ cost: Cost) {
    self.init(
      multiplyAdds: cost.multiplyAdds, parameters: cost.parameters, activations: cost.activations)
  }
}
