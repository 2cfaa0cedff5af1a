package import CostModel

/// Devices, and how well one predicts.
package enum DeviceTables {
  /// One row per device.
  package static func devices(_ devices: [Device]) -> Table {
    var table = Table(
      caption: "Devices of the roofline model",
      columns: [
        .text("device", "Device"),
        .number("operationsPerSecond", "Operations", unit: "1/s", .si(significant: 3)),
        .number("sparseEfficiency", "Sparse", .percent(decimals: 1)),
        .number("bytesPerSecond", "Memory", unit: "per s", .bytes(significant: 3)),
        .number("ridge", "Ridge", .significant(2)),
        .number("launchSeconds", "Launch", .seconds(significant: 2)),
        .number("elementBytes", "Bytes"),
        .text("fusesElementwise", "Fuses"),
        .text("source", "Source"),
      ],
      notes: [
        "A kernel takes as long as its arithmetic or its memory traffic, whichever is longer, and "
          + "its launch. Operations: a multiply-add is two; sparse is the share of them that "
          + "depthwise and element-wise layers reach; ridge, the operations per byte above which "
          + "arithmetic binds."
      ])
    for device in devices {
      table.append([
        .text(device.name), .number(device.operationsPerSecond), .number(device.sparseEfficiency),
        .number(device.bytesPerSecond), .number(device.ridge), .number(device.launchSeconds),
        .integer(device.elementBytes), .boolean(device.fusesElementwise), .text(device.source),
      ])
    }
    return table
  }

  /// Measured times beside those that the fitted device predicts.
  package static func calibration(_ calibration: Calibration) -> Table {
    let share = NumberStyle.percent(decimals: 1)
    var table = Table(
      caption: "Measured and predicted by \(calibration.device.name)",
      columns: [
        .text("network", "Network"),
        .number("batch", "Batch"),
        .number("measuredSeconds", "Measured", .seconds(significant: 3)),
        .number("predictedSeconds", "Predicted", .seconds(significant: 3)),
        .number("error", "Error", .percent(decimals: 1)),
        .text("isHeldOut", "Held out"),
      ],
      notes: [
        "Mean error of the networks that the fit saw: \(share.text(calibration.fittedError))"
          + (calibration.heldOutError.map { "; of those held out: \(share.text($0))" } ?? "") + "."
      ])
    var wasHeldOut = false
    for row in calibration.rows {
      if row.isHeldOut != wasHeldOut { table.beginGroup() }
      wasHeldOut = row.isHeldOut
      table.append([
        .text(row.network), .integer(row.batch), .number(row.measuredSeconds),
        .number(row.predictedSeconds), .number(row.relativeError), .boolean(row.isHeldOut),
      ])
    }
    return table
  }
}
