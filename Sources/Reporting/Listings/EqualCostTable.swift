import Architectures
package import CostModel

/// One network scaled in several ways, as the paper's Tables 3 and 7 compare them.
package enum EqualCostTable {
  /// One way of scaling.
  package struct Row: Sendable {
    package let scaling: String
    package let point: ScaledPoint
    /// The multiply-adds that were to be reached, where some were.
    package let target: Int?
    /// Seconds on a device, where one was named.
    package let seconds: Double?

    package init(scaling: String, point: ScaledPoint, target: Int?, seconds: Double?) {
      self.scaling = scaling
      self.point = point
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
    var columns: [Column] = [
      .text("scaling", "Scaling"),
      .number("targetMultiplyAdds", "Target", .si(significant: 3)),
      .number("depthCoefficient", "Depth", .decimals(3)),
      .number("widthCoefficient", "Width", .decimals(3)),
      .number("resolutionCoefficient", "Scale", .decimals(3)),
      .number("resolution", "Resolution"),
      .number("parameters", "Parameters", .grouped),
      .number("multiplyAdds", "Multiply-adds", .grouped),
      .number("multiplyAddsRatio", "Ratio", .decimals(2)),
      .number("deviation", "Off target", .percent(decimals: 1)),
      .number("activations", "Activations", .si(significant: 3)),
    ]
    if let device {
      columns.append(.number("seconds", "On \(device.name)", .seconds(significant: 3)))
    }
    var table = Table(
      caption: "\(model) scaled in several ways", columns: columns,
      notes: [
        "Scale: the factor on the resolution. Off target: the realised network after rounding "
          + "against the multiply-adds asked for.",
        conventionNote,
      ])
    let baseline = groups.first?.first.map { Double($0.point.cost.multiplyAdds) } ?? 1
    for group in groups {
      table.beginGroup()
      for row in group {
        let multiplyAdds = row.point.cost.multiplyAdds
        let coefficients = row.point.scaled.coefficients
        table.append(
          [
            .text(row.scaling), .optional(row.target), .number(coefficients.depth),
            .number(coefficients.width), .number(coefficients.resolution),
            .integer(row.point.scaled.architecture.resolution),
            .integer(row.point.cost.parameters), .integer(multiplyAdds),
            .number(Double(multiplyAdds) / baseline),
            .optional(row.target.map { Double(multiplyAdds) / Double($0) - 1 }),
            .integer(row.point.cost.activations),
          ] + (device == nil ? [] : [.optional(row.seconds)]))
      }
    }
    return table
  }
}
