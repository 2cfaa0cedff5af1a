package import Architectures

/// The φ that released coefficients imply.
package enum ImpliedPhiTable {
  /// One row per family member: its coefficients, the φ that each implies, and the one nearest to all.
  package static func table(
    _ members: [(model: String, coefficients: ScalingCoefficients)], scaling: CompoundScaling
  ) -> Table {
    var table = Table(
      caption: "φ implied under α = \(scaling.alpha), β = \(scaling.beta), γ = \(scaling.gamma)",
      columns: [
        .text("model", "Model"),
        .number("depthCoefficient", "Depth"), .number("widthCoefficient", "Width"),
        .number("resolutionCoefficient", "Resolution", .decimals(3)),
        .number("depthPhi", "φ of depth", .decimals(2)),
        .number("widthPhi", "φ of width", .decimals(2)),
        .number("resolutionPhi", "φ of resolution", .decimals(2)),
        .number("phi", "Nearest φ", .decimals(2)),
      ],
      notes: ["Nearest φ: least squares over the logarithms of the three coefficients."])
    for (model, coefficients) in members {
      let phi = scaling.impliedPhi(of: coefficients)
      table.append([
        .text(model), .number(coefficients.depth), .number(coefficients.width),
        .number(coefficients.resolution), .optional(phi.depth), .optional(phi.width),
        .optional(phi.resolution), .optional(phi.leastSquares),
      ])
    }
    return table
  }
}
