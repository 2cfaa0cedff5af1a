public import Architectures
import CostModel

extension CandidateCosts {
  /// The exact costs of `architecture` for one image.
  ///
  /// - Throws: the lowering's or the cost model's error where shapes or sizes do not fit.
  public init(of architecture: Architecture) throws {
    let network = try architecture.lowered()
    let total = try NetworkCost.total(of: network)
    self.init(
      multiplyAdds: total.multiplyAdds, parameters: total.parameters,
      activations: total.activations)
  }
}
