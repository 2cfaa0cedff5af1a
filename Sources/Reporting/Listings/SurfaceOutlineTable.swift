import Architectures
package import CoefficientSearch
import CostModel
import Studies

/// What a search by response surface will train, as `--plan` shows it.
package enum SurfaceOutlineTable {
  /// - Parameters:
  ///   - outline: what will be trained.
  ///   - batch: images of a training step.
  ///   - seconds: what a training of the proxy baseline takes here; nil where that is not known.
  ///   - workers: trainings side by side.
  /// - Returns: the networks of the first part, with what is known beforehand below.
  /// - Throws: `CostError` where a network's memory is beyond any machine.
  package static func table(
    _ outline: SurfaceOutline, batch: Int, seconds: Double?, workers: Int
  ) throws -> Table {
    let memory = try outline.networks.map {
      try TrainingMemory(of: $0.architecture.lowered(), batch: batch).totalBytes
    }
    let rows = zip(outline.networks, memory).map { (network: $0, memory: $1) }
    var notes = [
      "Depth, Width, Resolution: the parts of log₂ of Ratio that each accounts for. Effort: how long a "
        + "training takes, in trainings of the proxy baseline.",
      "Chosen among \(outline.latticeSize) networks (\(outline.steps[0]) steps of depth, "
        + "\(outline.steps[1]) of width, \(outline.steps[2]) of resolution): the first part, "
        + "\(decimals(outline.firstEffort)) of \(decimals(outline.effort)) trainings of the proxy "
        + "baseline. What follows is placed by its results, and checks the answer.",
      "After the first part, the worth of a doubling will be known to ± "
        + zip(["depth", "width", "resolution"], outline.standardErrors).map {
          "\(NumberStyle.decimals(2).text($1)) in \($0)"
        }.joined(separator: ", ")
        + " standard deviations of a single training (one standard error).",
    ]
    if let seconds {
      let time = seconds * outline.effort / Double(workers)
      notes.append(
        "In all about \(NumberStyle.seconds(significant: 2).text(time)) here, with \(workers) "
          + "\(workers == 1 ? "training" : "trainings") side by side (measured just now on one short "
          + "training).")
    }
    notes.append(
      "Memory: of one training step; at most "
        + "\(NumberStyle.bytes(significant: 3).text(Double((memory.max() ?? 0) * workers))) in all."
    )
    return Table(
      caption: "What will be trained first",
      columns: [
        .text("candidate", "Network") { $0.network.candidate },
        .integer("trainings", "Trainings") { $0.network.trainings },
        .integer("multiplyAdds", "Multiply-adds", .si(significant: 3)) {
          $0.network.costs.multiplyAdds
        },
        .number("ratio", "Ratio", .decimals(2)) { $0.network.ratio },
        .number("depth", "Depth", .decimals(2)) { $0.network.coordinates[0] },
        .number("width", "Width", .decimals(2)) { $0.network.coordinates[1] },
        .number("resolution", "Resolution", .decimals(2)) { $0.network.coordinates[2] },
        .number("effort", "Effort", .decimals(2)) { $0.network.effort },
        .integer("memoryBytes", "Memory", .bytes(significant: 3)) { $0.memory },
      ], rows: rows, notes: notes)
  }

  private static func decimals(_ value: Double) -> String { NumberStyle.decimals(1).text(value) }
}
