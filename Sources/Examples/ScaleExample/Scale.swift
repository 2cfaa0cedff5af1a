import Architectures
import CostModel
import ModelZoo

/// What EfficientNet-B0 costs, and what compound scaling makes of it.
///
/// Uses the product `Compound`.
@main
struct Scale {
  /// A scaled network with its cost.
  struct Member {
    let phi: Double
    let architecture: Architecture
    let cost: Cost
  }

  /// A network of the zoo, scaled by the paper's α = 1.2, β = 1.1 and γ = 1.15 for each φ; none
  /// where the zoo has it as a graph of cells, which has no stages to scale.
  static func family(of name: String, phis: [Double]) throws -> [Member] {
    guard let baseline = try ModelZoo.model(named: name).architecture else { return [] }
    return try phis.map { phi in
      let coefficients = try CompoundScaling.paper.coefficients(phi: phi)
      let architecture = try baseline.scaled(by: coefficients).architecture
      return Member(
        phi: phi, architecture: architecture,
        cost: try NetworkCost.total(of: architecture.lowered()))
    }
  }

  static func main() throws {
    for member in try family(of: "efficientnet-b0", phis: [0, 1, 2]) {
      print(
        "φ = \(member.phi): \(member.architecture.resolution) pixels,",
        "\(member.cost.parameters) parameters, \(member.cost.multiplyAdds) multiply-adds")
    }
  }
}
