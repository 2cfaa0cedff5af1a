import Foundation
package import Architectures
package import CostModel

/// A baseline scaled along φ, one row per value.
package enum SweepTable {
  /// One scaled network of a sweep.
  package struct Row: Hashable, Sendable {
    package let phi: Double
    package let coefficients: ScalingCoefficients
    package let resolution: Int
    package let cost: Cost

    package init(phi: Double, coefficients: ScalingCoefficients, resolution: Int, cost: Cost) {
      self.phi = phi
      self.coefficients = coefficients
      self.resolution = resolution
      self.cost = cost
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
    var table = Table(
      caption: "\(model) scaled by α = \(scaling.alpha), β = \(scaling.beta), γ = \(scaling.gamma)",
      columns: [
        .number("phi", "φ"),
        .number("depthCoefficient", "Depth α^φ", .decimals(3)),
        .number("widthCoefficient", "Width β^φ", .decimals(3)),
        .number("resolution", "Resolution"),
        .number("parameters", "Parameters", .grouped),
        .number("multiplyAdds", "Multiply-adds", .grouped),
        .number("multiplyAddsRatio", "Ratio", .decimals(3)),
        .number("targetRatio", "2^φ", .significant(4)),
      ],
      notes: [
        "α·β²·γ² = \(NumberStyle.decimals(3).text(scaling.multiplyAddsRatio)). Ratios are those of "
          + "the realised networks, after rounding.",
        conventionNote,
      ])
    for row in rows {
      let multiplyAdds = row.cost.multiplyAdds
      table.append([
        .number(row.phi), .number(row.coefficients.depth), .number(row.coefficients.width),
        .integer(row.resolution), .integer(row.cost.parameters), .integer(multiplyAdds),
        .number(Double(multiplyAdds) / Double(baseline.multiplyAdds)),
        .number(pow(2, row.phi)),
      ])
    }
    return table
  }
}
