package import Architectures
package import CostModel
import Networks

/// One network scaled in several ways, as the paper's Tables 3 and 7 compare them.
package enum EqualCostTable {
  /// One way of scaling.
  package struct Row: Sendable {
    package let scaling: String
    let model: String
    let coefficients: ScalingCoefficients
    let resolution: Resolution
    let cost: Cost
    /// The multiply-adds that were to be reached, where some were.
    package let target: Int?
    /// Seconds on a device, where one was named.
    package let seconds: Double?

    package init(
      scaling: String, point: ScaledPoint<some ScalableArchitecture>, target: Int?, seconds: Double?
    ) {
      self.scaling = scaling
      coefficients = point.scaled.coefficients
      model = ScaledName.name(point.scaled.architecture.name, coefficients)
      resolution = point.scaled.architecture.resolution
      cost = point.cost
      self.target = target
      self.seconds = seconds
    }
  }

  /// The listing.
  ///
  /// - Parameters:
  ///   - model: name of the baseline.
  ///   - groups: the baseline alone, then the rows of each target.
  ///   - device: the device whose times the rows have.
  /// - Returns: a table with the keys of `sweep --scaling`.
  package static func table(model: String, groups: [[Row]], device: Device?) -> Table {
    let baseline = groups.first?.first.map { Double($0.cost.multiplyAdds) } ?? 1
    var columns: [Column<Row>] = [
      .text("scaling", "Scaling") { $0.scaling },
      .text("model", "Model") { $0.model }.minor,
      .integer("targetMultiplyAdds", "Target", .si(significant: 3)) { $0.target }.minor,
      .number("depthCoefficient", "Depth", .decimals(3)) { $0.coefficients.depth },
      .number("widthCoefficient", "Width", .decimals(3)) { $0.coefficients.width },
      .number("resolutionCoefficient", "Scale", .decimals(3)) {
        $0.coefficients.resolution
      },
      .resolution { $0.resolution },
      .integer("parameters", "Parameters", .grouped) { $0.cost.parameters }.minor,
      .integer("multiplyAdds", "Multiply-adds", .grouped) { $0.cost.multiplyAdds }.essential,
      .number("multiplyAddsRatio", "Ratio", .decimals(2)) {
        Double($0.cost.multiplyAdds) / baseline
      },
      .number("deviation", "Off target", .percent(decimals: 1)) { row in
        row.target.map { Double(row.cost.multiplyAdds) / Double($0) - 1 }
      },
      .integer("activations", "Activations", .si(significant: 3)) { $0.cost.activations }.minor,
    ]
    if let device {
      columns.append(
        .number("seconds", "On \(device.name)", .seconds(significant: 3)) { $0.seconds })
    }
    return Table(
      caption: "\(model) scaled in several ways", columns: columns, groups: groups,
      notes: [
        "Scale: the factor on the resolution. Off target: the realised network after rounding "
          + "against the multiply-adds asked for.",
        conventionNote,
      ])
  }
}
