package import Architectures

/// The φ that released coefficients imply.
package enum ImpliedPhiTable {
  /// One row per family member: its coefficients, the φ that each implies, and the one nearest to all.
  package static func table(
    _ members: [(model: String, coefficients: ScalingCoefficients)], scaling: CompoundScaling
  ) -> Table {
    let rows = members.map { ($0.model, $0.coefficients, scaling.impliedPhi(of: $0.coefficients)) }
    return Table(
      caption: "φ implied under α = \(scaling.alpha), β = \(scaling.beta), γ = \(scaling.gamma)",
      columns: [
        .text("model", "Model") { $0.0 },
        .number("depthCoefficient", "Depth") { $0.1.depth },
        .number("widthCoefficient", "Width") { $0.1.width },
        .number("resolutionCoefficient", "Resolution", .decimals(3)) { $0.1.resolution },
        .number("depthPhi", "φ of depth", .decimals(2)) { $0.2.depth },
        .number("widthPhi", "φ of width", .decimals(2)) { $0.2.width },
        .number("resolutionPhi", "φ of resolution", .decimals(2)) { $0.2.resolution },
        .number("phi", "Nearest φ", .decimals(2)) { $0.2.leastSquares },
      ],
      rows: rows,
      notes: ["Nearest φ: least squares over the logarithms of the three coefficients."])
  }
}
