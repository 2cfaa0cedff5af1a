import ArchitectureSearch
import ArgumentParser
import Clusters
import Foundation
import Searches
import Studies

/// The driver of a search on a cluster of thousands of slots, which is simulated.
struct ClusterBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster",
    abstract: "How a search keeps a simulated cluster of thousands of slots busy.",
    discussion: """
      Evaluations last a second to an hour of simulated time, and one in a hundred is lost with its \
      task. Everything else is what a real search does: proposals, files, the journal. Then the \
      search is begun once more, as after an interruption at its end.
      """)

  @Argument(help: "A search file for architectures.")
  var file = "searches/mnasnet-400m.yaml"

  @Option(help: "Tasks side by side.")
  var slots = 10_000

  @Option(help: "Trials.")
  var trials = 100_000

  @Option(help: "Simulated seconds in one second.")
  var speed = 100.0

  @Option(help: "An empty folder for the study.")
  var folder: String

  func validate() throws {
    try requireRanges(("slots", slots, 1...1_000_000), ("trials", trials, 1...10_000_000))
    try requireRanges(("speed", speed, 1...1e6))
  }

  func run() async throws {
    guard case .architecture(var definition) = try SearchFile(path: file).definition else {
      throw ValidationError("\(file) searches no space")
    }
    // The longest evaluation is eight times as long as the mean: nobody waits for the slowest.
    (definition.trials, definition.lag) = (trials, 8 * slots)
    (definition.halving, definition.confirmation, definition.training.seeds) = (nil, nil, 1)
    let search = try SpaceSearch(definition, classes: 10, inputChannels: 3)
    var conditions = SimulatedCluster.Conditions(slots: slots, speed: speed)
    conditions.losses = 0.01
    let cluster = try SimulatedCluster(study: folder, conditions)
    defer { cluster.stop() }
    var settings = ClusterSettings(tasks: slots, program: "/bin/true")
    settings.grace /= speed
    settings.queueInterval = max(0.5, settings.queueInterval / speed)
    settings.interval = max(0.1, settings.interval / speed)
    let evaluator = RememberingEvaluator(
      try ClusterEvaluator(study: folder, scoredBy: .top1, settings: settings, on: cluster))
    let clock = ContinuousClock()
    let start = clock.now
    _ = try await search.run(
      output: folder, source: "", evaluator: evaluator, options: RunOptions(workers: slots))
    let seconds = (clock.now - start).seconds
    let (occupancy, memory) = (cluster.occupancy, peakResidentBytes())
    let resume = try await clock.measure {
      _ = try await search.run(
        output: folder, source: "", evaluator: evaluator, options: RunOptions(workers: slots))
    }
    let read = try clock.measure { keep(try StudyReport(folder: folder)) }
    let journal = try FileManager.default.attributesOfItem(atPath: folder + "/study.jsonl")[.size]
    var line = ResultLine()
    line.add("trials", trials)
    line.add("slots", slots)
    line.add("simulatedHours", number: seconds * speed / 3600)
    line.add("seconds", number: seconds)
    line.add("trialsPerSecond", number: Double(trials) / seconds)
    line.add("slotsBusy", number: occupancy)
    line.add("lostTasks", cluster.losses)
    line.add("peakMegabytes", number: Double(memory) / 1e6)
    line.add("journalMegabytes", number: Double(journal as? Int ?? 0) / 1e6)
    line.add("resumeSeconds", number: resume.seconds)
    line.add("reportSeconds", number: read.seconds)
    line.print()
  }
}
