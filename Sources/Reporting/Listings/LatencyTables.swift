package import CostModel
import ModelZoo
package import Networks
package import ProxyTraining
package import Statistics

/// Measured inferences, and where their time goes.
package enum LatencyTables {
  /// A network that was timed.
  package struct Row {
    package let model: String
    package let resolution: Resolution
    /// Of the batch.
    package let multiplyAdds: Int
    /// Seconds of each run.
    package let measured: Sample
    /// Seconds that the device's roofline predicts.
    package let predicted: Double
    /// Seconds that another engine took.
    package let imported: Double?
    /// Bytes that the inference occupies.
    package let memoryBytes: Int

    package init(
      model: String, resolution: Resolution, multiplyAdds: Int, measured: Sample,
      predicted: Double, imported: Double?, memoryBytes: Int
    ) {
      self.model = model
      self.resolution = resolution
      self.multiplyAdds = multiplyAdds
      self.measured = measured
      self.predicted = predicted
      self.imported = imported
      self.memoryBytes = memoryBytes
    }

    /// Operations per second, two per multiply-add, by the median.
    var operations: Double { 2 * Double(multiplyAdds) / measured.median }
  }

  /// The networks, one a row.
  package static func networks(
    _ rows: [Row], device: Device, batch: Int, threads: Int, runs: Int, variant: String
  ) -> Table {
    let seconds = NumberStyle.seconds(significant: 3)
    var columns: [Column<Row>] = [
      .text("model", "Model") { $0.model },
      .resolution { $0.resolution },
      .number("mean", "Mean", seconds) { $0.measured.mean }.essential,
      .number("standardDeviation", "± s.d.", .seconds(significant: 2)) {
        $0.measured.standardDeviation
      }.essential,
      .number("minimum", "Minimum", seconds) { $0.measured.values.min() }.minor,
      .number("median", "Median", seconds) { $0.measured.median },
      .number("predicted", "Predicted", seconds) { $0.predicted },
      .number("operationsPerSecond", "FLOPS", .si(significant: 3)) { $0.operations },
      .number("shareOfPeak", "Of peak", .percent(decimals: 0)) {
        $0.operations / device.operationsPerSecond
      }.minor,
      .integer("memoryBytes", "Memory", .bytes(significant: 3)) { $0.memoryBytes }.minor,
    ]
    if rows.contains(where: { $0.imported != nil }) {
      columns += [
        .number("imported", "Imported", seconds) { $0.imported },
        .number("importedRatio", "Ratio", .ratio(significant: 3)) { row in
          row.imported.map { $0 / row.measured.median }
        },
      ]
    }
    var notes = [
      "\(runs) runs of a batch of \(batch) on \(threads) \(threads == 1 ? "thread" : "threads"), "
        + "in alternation, with the \(variant) kernels and random weights. Predicted: by the "
        + "roofline of \(device.name). FLOPS: two operations per multiply-add, by the median; of "
        + "peak, the share of that device's. Memory: weights as the kernels read them, maps, "
        + "scratch."
    ]
    if columns.count > 10 { notes.append("Ratio: imported to the median.") }
    return Table(caption: "Measured inference", columns: columns, rows: rows, notes: notes)
  }

  /// The pairs of the paper's Table 4, as printed and as measured here: seconds of each network, in the
  /// order of `PublishedLatency.pairs`.
  package static func table4(_ measured: [[Sample]], runs: Int) -> Table {
    struct Row {
      let published: PublishedLatency
      let measured: Sample
      let speedups: (published: Double, measured: Double)?
    }
    let groups = zip(PublishedLatency.pairs, measured).map { pair, samples in
      [
        Row(published: pair.reference, measured: samples[0], speedups: nil),
        Row(
          published: pair.ours, measured: samples[1],
          speedups: (
            pair.reference.seconds / pair.ours.seconds, samples[0].mean / samples[1].mean
          )),
      ]
    }
    let seconds = NumberStyle.seconds(significant: 3)
    return Table(
      caption: "Table 4 on this machine",
      columns: [
        .text("network", "Network") { $0.published.label },
        .text("model", "Model") { $0.published.model },
        .number("publishedSeconds", "Published", seconds) { $0.published.seconds },
        .number("publishedSpeedup", "Speed-up", .ratio(significant: 2)) { $0.speedups?.published },
        .number("measuredSeconds", "Measured", seconds) { $0.measured.mean },
        .number("standardDeviation", "± s.d.", .seconds(significant: 2)) {
          $0.measured.standardDeviation
        },
        .number("measuredSpeedup", "Speed-up here", .ratio(significant: 2)) {
          $0.speedups?.measured
        },
      ],
      groups: groups,
      notes: [
        "Published: one core of an Intel Xeon E5-2690. Measured: one thread, one image, the mean of "
          + "\(runs) runs of each, a pair in alternation, random weights."
      ])
  }

  /// The steps of networks, those of a network that take longest first.
  package static func steps(_ networks: [(model: String, steps: [StepBenchmark.Step])]) -> Table {
    struct Row {
      let model: String
      let step: StepBenchmark.Step
      let share: Double
    }
    let groups = networks.map { model, steps in
      let total = steps.reduce(0) { $0 + $1.seconds }
      return steps.sorted { $0.seconds > $1.seconds }.map {
        Row(model: model, step: $0, share: total > 0 ? $0.seconds / total : 0)
      }
    }
    return Table(
      caption: "Where the time goes",
      columns: [
        .text("model", "Model") { $0.model },
        .text("layer", "Layer") { $0.step.layer },
        .text("step", "Step") { $0.step.name },
        .number("seconds", "Time", .seconds(significant: 3)) { $0.step.seconds },
        .number("share", "Share", .percent(decimals: 1)) { $0.share },
        .integer("multiplyAdds", "Multiply-adds", .si(significant: 3)) { $0.step.multiplyAdds },
        .number("operationsPerSecond", "FLOPS", .si(significant: 3)) { row in
          row.step.multiplyAdds > 0 && row.step.seconds > 0
            ? 2 * Double(row.step.multiplyAdds) / row.step.seconds : nil
        },
      ],
      groups: groups,
      notes: [
        "Means over the runs, as the first thread saw them. A layer's normalisation, activation "
          + "and shortcut are part of its step; an expansion is computed with the depthwise "
          + "convolution that reads it, and so are its multiply-adds."
      ])
  }
}
