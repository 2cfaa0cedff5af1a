package import CostModel

/// Devices, and how well one predicts.
package enum DeviceTables {
  /// One row per device.
  package static func devices(_ devices: [Device]) -> Table {
    Table(
      caption: "Devices of the roofline model",
      columns: [
        .text("device", "Device") { $0.name },
        .number("operationsPerSecond", "Operations", unit: "1/s", .si(significant: 3)) {
          $0.operationsPerSecond
        },
        .number("sparseEfficiency", "Sparse", .percent(decimals: 1)) { $0.sparseEfficiency }.minor,
        .number("winogradSpeedup", "3×3", .ratio(significant: 2)) { $0.winogradSpeedup }.minor,
        .number("bytesPerSecond", "Memory", unit: "per s", .bytes(significant: 3)) {
          $0.bytesPerSecond
        },
        .number("ridge", "Ridge", .significant(2)) { $0.ridge },
        .number("launchSeconds", "Launch", .seconds(significant: 2)) { $0.launchSeconds }.minor,
        .integer("elementBytes", "Bytes") { $0.elementBytes }.minor,
        .boolean("fusesElementwise", "Fuses") { $0.fusesElementwise }.minor,
        .text("source", "Source") { $0.source },
      ],
      rows: devices,
      notes: [
        "A kernel takes as long as its arithmetic or its memory traffic, whichever is longer, and "
          + "its launch. Operations: a multiply-add is two; sparse is the share of them that "
          + "depthwise and element-wise layers reach; 3×3, how many times as fast convolutions of "
          + "that size and stride 1 run by Winograd's minimal filtering; ridge, the operations per "
          + "byte above which arithmetic binds."
      ])
  }

  /// Measured times beside those that the fitted device predicts.
  ///
  /// - Parameters:
  ///   - calibration: what was fitted.
  ///   - spread: by what share the fastest runs of the measurement's passes differ, on average: how
  ///     noisy the machine was.
  /// - Returns: the listing.
  package static func calibration(_ calibration: Calibration, spread: Double) -> Table {
    let share = NumberStyle.percent(decimals: 1)
    return Table(
      caption: "Measured and predicted by \(calibration.device.name)",
      columns: [
        .text("network", "Network") { $0.network },
        .integer("batch", "Batch") { $0.batch },
        .number("measuredSeconds", "Measured", .seconds(significant: 3)) { $0.measuredSeconds },
        .number("predictedSeconds", "Predicted", .seconds(significant: 3)) {
          $0.predictedSeconds
        },
        .number("error", "Error", .percent(decimals: 1)) { $0.relativeError },
        .boolean("isHeldOut", "Held out") { $0.isHeldOut },
      ],
      groups: calibration.rows.runs(by: \.isHeldOut),
      notes: [
        "Mean error of the networks that the fit saw: \(share.text(calibration.fittedError))"
          + (calibration.heldOutError.map { "; of those held out: \(share.text($0))" } ?? "") + ".",
        "The fastest runs of three passes differ by \(share.text(spread)) on average"
          + (spread > 0.05 ? ": the machine was busy, measure again when nothing else runs." : "."),
      ])
  }
}
