package import Architectures
package import CostModel
import Foundation
package import Networks

/// A baseline scaled along φ, one row per value.
package enum SweepTable {
  /// One scaled network of a sweep.
  package struct Row: Hashable, Sendable {
    package let model: String
    package let phi: Double
    package let coefficients: ScalingCoefficients
    package let resolution: Resolution
    package let cost: Cost

    /// `baseline` grown to φ.
    ///
    /// - Throws: what the scaled network can't be built for.
    package init(
      _ baseline: some ScalableArchitecture, by scaling: CompoundScaling, phi: Double,
      rounding: RoundingRules
    ) throws {
      model = ScaledName.name(baseline.name, phi: phi)
      self.phi = phi
      coefficients = try scaling.coefficients(phi: phi)
      let scaled = try baseline.scaled(by: coefficients, rounding: rounding).architecture
      resolution = scaled.resolution
      cost = try NetworkCost.total(of: scaled.lowered())
    }
  }

  /// The listing of a sweep.
  ///
  /// - Parameters:
  ///   - model: name of the baseline.
  ///   - scaling: the constants α, β, γ.
  ///   - baseline: cost at φ = 0, which the ratios refer to.
  ///   - rows: the scaled networks.
  /// - Returns: a table with the keys of the `sweep` command.
  package static func table(
    model: String, scaling: CompoundScaling, baseline: Cost, rows: [Row]
  ) -> Table {
    Table(
      caption: "\(model) scaled by α = \(scaling.alpha), β = \(scaling.beta), γ = \(scaling.gamma)",
      columns: [
        .text("model", "Model") { $0.model },
        .number("phi", "φ") { $0.phi }.essential,
        .number("depthCoefficient", "Depth α^φ", .decimals(3)) { $0.coefficients.depth },
        .number("widthCoefficient", "Width β^φ", .decimals(3)) { $0.coefficients.width },
        .resolution { $0.resolution },
        .integer("parameters", "Parameters", .grouped) { $0.cost.parameters }.essential,
        .integer("multiplyAdds", "Multiply-adds", .grouped) { $0.cost.multiplyAdds }.essential,
        .number("multiplyAddsRatio", "Ratio", .decimals(3)) {
          Double($0.cost.multiplyAdds) / Double(baseline.multiplyAdds)
        },
        .number("targetRatio", "2^φ", .significant(4)) { pow(2, $0.phi) }.minor,
      ],
      rows: rows,
      notes: [
        "α·β²·γ² = \(NumberStyle.decimals(3).text(scaling.multiplyAddsRatio)). Ratios are those of "
          + "the realised networks, after rounding.",
        conventionNote,
      ])
  }
}
