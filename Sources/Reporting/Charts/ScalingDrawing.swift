package import Architectures
import CostModel
import Networks

/// A network beside itself grown in four ways, as Figure 2 of arXiv:1905.11946: by width, by depth, by
/// resolution, and by all three.
package enum ScalingDrawing {
  /// Draws the five networks.
  ///
  /// - Parameters:
  ///   - baseline: the network.
  ///   - scaling: the constants of compound scaling.
  ///   - phi: how far it goes; the other ways go to the multiply-adds that it comes to.
  ///   - rounding: how sizes become whole.
  /// - Returns: the SVG.
  /// - Throws: what the network can't be built or scaled for under `phi`; a single dimension that does
  ///   not lead to its multiply-adds is left out, and a note says so.
  package static func render(
    _ baseline: Architecture, scaling: CompoundScaling = .paper, phi: Double,
    rounding: RoundingRules = .tensorFlow
  ) throws -> String {
    let compound = try baseline.scaled(
      by: scaling.coefficients(phi: phi), rounding: rounding)
    let target = try cost(compound.architecture)
    var columns = [try column(baseline, title: "baseline")]
    var notes: [String] = []
    for (way, path) in [
      ("width", ScalingPath.width), ("depth", .depth), ("resolution", .resolution),
    ] {
      do {
        let point = try baseline.scaled(
          along: path, toMultiplyAdds: target, rounding: rounding)
        columns.append(
          try column(
            point.scaled.architecture, title: "\(way) ×\(factor.text(point.value))"))
      } catch let error as CostError {
        notes.append("By \(way) alone it does not get there: \(error.message).")
      }
    }
    let name = "compound, φ = \(NumberStyle.plain.text(phi))"
    columns.append(try column(compound.architecture, title: name))
    let constants = [scaling.alpha, scaling.beta, scaling.gamma].map { NumberStyle.plain.text($0) }
    notes.append(
      "Stages from the image below to the head above, each with its channels and × the repeats of its "
        + "block. Compound: depth \(constants[0])^φ, width \(constants[1])^φ, resolution "
        + "\(constants[2])^φ; each single dimension is grown to the multiply-adds nearest to it that "
        + "rounding allows.")
    return NetworkDrawing.render(
      columns, title: "\(baseline.name) scaled in different ways", notes: notes, isCompact: true)
  }

  private static let factor = NumberStyle.significant(3)

  private static func cost(_ architecture: Architecture) throws -> Int {
    try NetworkCost.total(of: architecture.lowered()).multiplyAdds
  }

  private static func column(
    _ architecture: Architecture, title: String
  ) throws -> NetworkDrawing.Column {
    let text = NumberStyle.si(significant: 3).text(try cost(architecture))
    return try NetworkDrawing.Column(
      architecture, title: title, subtitle: "\(text) multiply-adds")
  }
}
