import ArgumentParser
import Clusters
import Foundation
import Searches
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
  @Option(
    help: """
      Where candidates are evaluated: here, or by the tasks of a Slurm cluster. (default: as the search \
      file's key engine says, else local)
      """)
  var engine: Engine?

  // Its value begins with a dash.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What is added to sbatch, such as \"-p gpu --gres=gpu:1 --mem 8G\".", valueName: "options"))
  var slurm: String?

  @Option(help: "Tasks of the cluster that run side by side. (default: as in the file, else 32)")
  var tasks: Int?

  func validate() throws {
    if let tasks, !EngineDefinition.tasks.contains(tasks) {
      throw ValidationError("--tasks \(tasks): expected 1 to \(EngineDefinition.tasks.upperBound)")
    }
    if engine == .local, slurm != nil || tasks != nil {
      throw ValidationError(
        "\(slurm == nil ? "--tasks" : "--slurm"): only the engine slurm reads it; add --engine slurm"
      )
    }
  }

  private static let usualTasks = 32

  /// The same, with what a search file says where the user did not.
  func completed(by file: EngineDefinition) -> Self {
    var completed = self
    guard case .slurm(let options, let tasks) = file, engine != .local else { return completed }
    completed.engine = .slurm
    completed.slurm = slurm ?? options
    completed.tasks = self.tasks ?? tasks
    return completed
  }

  /// How many evaluations are wanted side by side; nil where that is for the threads here to say.
  var sideBySide: Int? { engine == .slurm ? tasks ?? Self.usualTasks : nil }

  private var settings: ClusterSettings? {
    sideBySide.map { ClusterSettings(tasks: $0, options: slurm ?? "", program: Self.program) }
  }

  /// How a study's tasks would be submitted; nil where the work is done here.
  func outline(study: String) -> String? {
    settings.map { ClusterEvaluator.outline(study: study, settings: $0) }
  }

  /// The evaluator that has a cluster do the work.
  ///
  /// - Parameters:
  ///   - study: The study's folder.
  ///   - kind: What candidates are scored by.
  ///   - streams: Where what a person should know is told.
  /// - Returns: The evaluator; nil where the work is done here.
  /// - Throws: `SearchError` where there is no cluster.
  func evaluator(
    study: String, scoredBy kind: ScoreKind, _ streams: Streams
  ) throws -> (any Evaluator)? {
    guard var settings else { return nil }
    // For tests, in which minutes are seconds.
    if let pace = ProcessInfo.processInfo.environment["COMPOUND_CLUSTER_PACE"].flatMap(Double.init)
    {
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
