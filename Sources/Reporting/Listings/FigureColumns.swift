import CostModel

/// The columns of costs in a summary.
struct FigureColumns {
  let figures: NetworkBreakdown
  let shown: SummaryColumns

  /// The columns, with the network's figures in the row of sums.
  var columns: [Column<NetworkBreakdown.Row>] {
    (counts + memory + traffic + counted + time).map { $0.total($0.cell(figures.total)) }
  }

  private var counts: [Column<NetworkBreakdown.Row>] {
    let always: [Column<NetworkBreakdown.Row>] = [
      .integer("parameters", "Parameters", .grouped) { $0.cost.parameters }.essential,
      .integer("multiplyAdds", "Multiply-adds", .grouped) { $0.cost.multiplyAdds }.essential,
      .integer("activations", "Activations", .grouped) { $0.cost.activations }.minor,
    ]
    guard shown.contains(.counts) else { return always }
    return always + [
      .integer("flops", "FLOPs at 2", .grouped) { $0.cost.flops },
      .integer("normalizationParameters", "Of normalisation", .grouped) {
        $0.cost.normalizationParameters
      },
      .integer("reusedParameters", "Used again", .grouped) { $0.cost.reusedParameters },
    ]
  }

  private var memory: [Column<NetworkBreakdown.Row>] {
    guard shown.contains(.memory) else { return [] }
    return [
      .integer("peakFeatureBytes", "Feature maps held", .bytes(significant: 3)) {
        $0.peakFeatureBytes
      }
    ]
  }

  private var traffic: [Column<NetworkBreakdown.Row>] {
    guard shown.contains(.traffic) else { return [] }
    return [
      .integer("operations", "Operations", .grouped) { $0.operations },
      .integer("bytesMoved", "Bytes moved", .bytes(significant: 3)) { $0.bytesMoved },
      .number("intensity", "Per byte", .significant(2)) { $0.intensity },
    ]
  }

  /// What another way of counting counts, where one was named.
  private var counted: [Column<NetworkBreakdown.Row>] {
    guard let count = figures.convention else { return [] }
    return [
      .integer("conventionOperations", "As \(count.convention.name) counts", .grouped) {
        $0.conventionOperations
      }
    ]
  }

  /// Times, where a device was named.
  private var time: [Column<NetworkBreakdown.Row>] {
    guard figures.latency != nil else { return [] }
    return [
      .number("seconds", "Time", .seconds(significant: 3)) { $0.seconds },
      .text("bound", "Bound by") { $0.bound?.rawValue },
    ]
  }
}
