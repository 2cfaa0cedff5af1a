package import Architectures
import CostModel
package import Studies

/// What a search through a grid or a space will train, as `--plan` shows it.
package enum PlanTable {
  /// - Parameters:
  ///   - networks: networks as they are trained, and how often, as far as that is known: of a space, a
  ///     sample.
  ///   - batch: images of a training step.
  ///   - epochs: of one training in full.
  ///   - secondsOfFirst: what a training of the first network takes here; nil where that is not known.
  ///   - workers: trainings side by side.
  ///   - pruning: when trainings that lag are ended.
  /// - Returns: one line in all.
  /// - Throws: `CostError` where a network's costs are beyond the range of integers.
  package static func table(
    _ networks: [(architecture: Architecture, trainings: Int)], batch: Int, epochs: Int,
    secondsOfFirst: Double?, workers: Int, pruning: PruningDefinition? = nil
  ) throws -> Table {
    let costs = try networks.map { try Figures(of: $0.architecture) }
    let memory = try networks.map {
      try TrainingMemory(of: $0.architecture.lowered(), batch: batch).totalBytes
    }
    let efforts = costs.map(TrainingEffort.units)
    let trainings = networks.reduce(0) { $0 + $1.trainings }
    let effort = zip(efforts, networks).reduce(0) { $0 + $1.0 * Double($1.1.trainings) }
    let seconds = secondsOfFirst.map { $0 * effort / max(efforts[0], 1) }
    // Values, momentum, squared gradients and the average, 4 bytes each, beside a line of the journal.
    let checkpoint = costs.map { 16 * $0.parameters }.max() ?? 0
    let row = Row(
      trainings: trainings, epochs: epochs, leastMultiplyAdds: costs.map(\.multiplyAdds).min() ?? 0,
      mostMultiplyAdds: costs.map(\.multiplyAdds).max() ?? 0, memory: (memory.max() ?? 0) * workers,
      disk: checkpoint * workers + 500 * trainings,
      slotSeconds: seconds.map { $0 / Double(workers) },
      seconds: seconds)
    return Table(
      caption: "What will be trained",
      columns: [
        .integer("trainings", "Trainings") { $0.trainings },
        .integer("epochs", "Epochs") { $0.epochs },
        .integer("leastMultiplyAdds", "Least multiply-adds", .si(significant: 3)) {
          $0.leastMultiplyAdds
        },
        .integer("mostMultiplyAdds", "Most", .si(significant: 3)) { $0.mostMultiplyAdds },
        .integer("memoryBytes", "Memory", .bytes(significant: 3)) { $0.memory },
        .integer("diskBytes", "Disk", .bytes(significant: 2)) { $0.disk },
        .number("slotSeconds", "Time per slot", .seconds(significant: 2)) { $0.slotSeconds },
        .number("seconds", "In all", .seconds(significant: 2)) { $0.seconds },
      ], rows: [row],
      notes: [
        "Trainings in full: what halving drops early takes less, and repeats of a candidate are not "
          + "trained. Of a space, costs are those of networks drawn evenly. Memory: of the training steps "
          + "that run side by side (\(workers)). Disk: at most, with the checkpoints of these. Time: from the "
          + "speed of a few steps, measured just now here."
      ] + (pruning.map { [note($0)] } ?? []))
  }

  private static func note(_ pruning: PruningDefinition) -> String {
    "Of the trainings after the first \(pruning.trainings), those that lag behind the median are ended "
      + "after epoch \(pruning.after) or later; the times are those without that."
  }

  private struct Row {
    let trainings: Int
    let epochs: Int
    let leastMultiplyAdds: Int
    let mostMultiplyAdds: Int
    let memory: Int
    let disk: Int
    let slotSeconds: Double?
    let seconds: Double?
  }
}
