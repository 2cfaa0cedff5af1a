import Foundation
public import Studies

/// An evaluator whose work is done by the tasks of a Slurm cluster.
///
/// Each of them runs `compound worker` with the study's folder, which is all that driver and nodes
/// share. Every evaluation is carried out at least once and counts once; what the nodes find is what
/// this machine would have found.
public struct ClusterEvaluator: Evaluator {
  private let driver: ClusterDriver
  private let kind: ScoreKind
  /// As many as there are tasks.
  public let capacity: Int

  /// - Parameters:
  ///   - study: The study's folder, on a file system that the nodes see.
  ///   - kind: What the evaluator's scores are that the nodes use.
  ///   - settings: How the cluster is used.
  ///   - tell: Is told what a person should know: a submission that was refused, tasks that were lost.
  /// - Throws: `SearchError` where Slurm is not there or the folder can't be made.
  public init(
    study: String, scoredBy kind: ScoreKind, settings: ClusterSettings,
    tell: @escaping @Sendable (String) -> Void
  ) throws {
    let slurm = Slurm(options: settings.options)
    guard slurm.isInstalled else {
      throw SearchError.invalidDefinition(
        place: "engine",
        message: "sbatch, squeue and scancel are not all here; expected a machine that submits to "
          + "Slurm, or the engine `local`")
    }
    try self.init(
      study: study, scoredBy: kind, settings: settings, scheduler: slurm, tell: tell)
  }

  /// An evaluator whose work a simulated cluster does.
  package init(
    study: String, scoredBy kind: ScoreKind, settings: ClusterSettings, on cluster: SimulatedCluster
  ) throws {
    try self.init(study: study, scoredBy: kind, settings: settings, scheduler: cluster) { _ in }
  }

  init(
    study: String, scoredBy kind: ScoreKind, settings: ClusterSettings,
    scheduler: any Scheduler, tell: @escaping @Sendable (String) -> Void
  ) throws {
    self.kind = kind
    capacity = max(1, settings.tasks)
    driver = try ClusterDriver(
      ClusterFolder(study: study), settings: settings, scheduler: scheduler, tell: tell)
  }

  public func evaluate(
    _ request: EvaluationRequest, control: EvaluationControl
  ) async throws -> Evaluation {
    try await driver.result(of: request, control: control).evaluation(scoredBy: kind)
  }

  public func recorded(_ request: EvaluationRequest) { driver.forget(request) }

  /// What the first batch of a study would be submitted with and what its tasks would run, for a person
  /// to look at before.
  public static func outline(study: String, settings: ClusterSettings) -> String {
    let cluster = ClusterFolder(study: study)
    let command = Slurm(options: settings.options).submission(
      script: cluster.script(1), job: "\(ClusterBatch.prefix(of: cluster)).1",
      tasks: settings.tasks,
      sideBySide: settings.tasks, log: "\(cluster.logs)/1-%a.log")
    return
      "Tasks are submitted by\n  \(command)\nand run\n  \(ClusterDriver.work(1, in: cluster, settings))"
  }

  /// Cancels all jobs of a study, by their names.
  ///
  /// - Returns: How many of the study's tasks were waiting or running; nil where the queue is not to be
  ///   seen.
  /// - Throws: `SearchError` where the study's batches can't be read.
  public static func cancel(study: String) throws -> Int? {
    try cancel(ClusterFolder(study: study), Slurm())
  }

  static func cancel(_ cluster: ClusterFolder, _ scheduler: any Scheduler) throws -> Int? {
    let jobs = try Set(cluster.batchNumbers().map { try ClusterBatch($0, in: cluster).job })
    guard let queue = scheduler.queue() else { return nil }
    let own = queue.filter { jobs.contains($0.job) && !$0.hasEnded }
    scheduler.cancel(jobs: Set(own.map(\.job)).sorted())
    return own.count
  }
}
