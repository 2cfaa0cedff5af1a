import ArgumentParser
import Clusters
import Foundation
import Studies

/// Where a search's candidates are evaluated.
enum Engine: String, CaseIterable, ExpressibleByArgument {
  /// On this machine.
  case local
  /// By the tasks of a Slurm cluster.
  case slurm
}

/// Options of searches that a cluster can carry out; none of them changes a result.
struct EngineOptions: ParsableArguments {
  @Option(help: "Where candidates are evaluated: here, or by the tasks of a Slurm cluster.")
  var engine = Engine.local

  @Option(
    help: ArgumentHelp(
      "What is added to sbatch, such as \"-p gpu --gres=gpu:1 --mem 8G\".", valueName: "options"))
  var slurm: String?

  @Option(help: "Tasks of the cluster that run side by side. (default: 32)")
  var tasks: Int?

  func validate() throws {
    guard engine == .local else {
      if let tasks, !(1...100_000).contains(tasks) {
        throw ValidationError("--tasks \(tasks): expected 1 to 100000")
      }
      return
    }
    if slurm != nil || tasks != nil {
      throw ValidationError(
        "\(slurm == nil ? "--tasks" : "--slurm"): only the engine slurm reads it; add --engine slurm")
    }
  }

  private static let usualTasks = 32

  /// How many evaluations are wanted side by side; nil where that is for the threads here to say.
  var sideBySide: Int? { engine == .local ? nil : tasks ?? Self.usualTasks }

  /// The evaluator that has a cluster do the work; nil where it is done here.
  ///
  /// - Parameters:
  ///   - study: The study's folder.
  ///   - kind: What candidates are scored by.
  ///   - streams: Where what a person should know is told.
  /// - Throws: `SearchError` where there is no cluster.
  func evaluator(
    study: String, scoredBy kind: ScoreKind, _ streams: Streams
  ) throws -> (any Evaluator)? {
    guard let sideBySide else { return nil }
    var settings = ClusterSettings(
      tasks: sideBySide, options: slurm ?? "", program: Self.program)
    // For tests, in which minutes are seconds.
    if let pace = ProcessInfo.processInfo.environment["COMPOUND_CLUSTER_PACE"].flatMap(Double.init) {
      settings.interval *= pace
      settings.queueInterval *= pace
      settings.grace *= pace
    }
    return try ClusterEvaluator(study: study, scoredBy: kind, settings: settings) {
      streams.diagnostics("compound: \($0)")
    }
  }

  /// This program's own file.
  private static var program: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? URL(fileURLWithPath: CommandLine.arguments[0]).standardizedFileURL.path
  }
}
