import ArchitectureSearch
import ArgumentParser
import Clusters
import CoefficientSearch
import Foundation
import Searches
import Studies

/// What the tasks of a cluster run; no command of a person's.
struct WorkerCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Carries out a task of a search that runs on a cluster.",
    discussion: """
      Searches with --engine slurm submit it. Which task it is comes from --task, or from \
      SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX (an Indexed Job of Kubernetes).
      """,
    shouldDisplay: false)

  @Argument(help: "Folder of the study.")
  var study: String

  @Argument(help: "Number of the batch.")
  var batch: Int

  @Option(help: "Number of the task in its batch, from 0.")
  var task: Int?

  func run(_ streams: Streams) async throws {
    let environment = ProcessInfo.processInfo.environment
    let number =
      task
      ?? ["SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX"].lazy.compactMap { environment[$0] }
      .compactMap(Int.init).first
    guard let number else {
      throw InputError("--task: expected a number, as no array job says which task this is")
    }
    let job = environment["SLURM_JOB_ID"].map { "job \($0), " } ?? ""
    let note = "\(job)\(ProcessInfo.processInfo.hostName), process \(getpid())\n"
    if batch == ClusterWorker.probe {
      try ClusterWorker.leaveSign(study: study, note: note)
      return
    }
    let worker = try ClusterWorker(study: study, batch: batch, task: number, note: note)
    let threads = environment["SLURM_CPUS_PER_TASK"].flatMap(Int.init) ?? 1
    let evaluators = StudyEvaluators(
      threads: max(1, min(threads, 256)), capacity: 1, place: worker.place)
    let (scorer, training, proxy): (EvaluatorDefinition, TrainingDefinition, ProxyScale)
    switch try StudyDefinition(Study.read(folder: study)) {
    case .architecture(let definition):
      (scorer, training, proxy) = (definition.evaluator, definition.training, definition.proxy)
    case .surface(let definition):
      (scorer, training, proxy) = (definition.evaluator, definition.training, definition.proxy)
    case .coefficients(let definition):
      (scorer, training, proxy) = (.trainer, definition.training, definition.proxy)
    case .proxyCheck, .scaling, .comparison, .verification:
      throw InputError("\(study): only searches run on a cluster")
    }
    let evaluator = try evaluators.evaluator(
      scorer, training, DataSource.open(training), at: proxy)
    let cancellation = SearchCancellation()
    // USR1 is what schedulers announce the end of the time with.
    let interruption = Interruption(also: [SIGUSR1]) { cancellation.cancel() }
    defer { withExtendedLifetime(interruption) {} }
    do {
      try await worker.run(evaluator, cancellation: cancellation)
    } catch SearchError.interrupted {
      throw ExitCode(ExitStatus.interrupted)
    }
  }
}
