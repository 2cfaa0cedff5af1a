import Architectures
import Foundation
import SearchTestSupport
import Studies
import Synchronization
import TestSupport
import Testing

@testable import Clusters

/// A cluster in this process, whose tasks meet the fate that a test has for them.
private final class StubScheduler: Scheduler {
  enum Fate {
    /// It runs.
    case runs
    /// It leaves the queue without having done anything.
    case vanishes
    /// It stays in the queue, held.
    case held
    /// It begins its evaluations and ends there, as when a node dies.
    case dies
  }

  struct State {
    var queue: [QueuedTask] = []
    var submissions: [(job: String, tasks: Int, sideBySide: Int)] = []
    var cancelled: [String] = []
    var refusals = 0
    /// What a refusal says, and whether waiting can't mend it.
    var refusal = SchedulerRefusal(reason: "sbatch: error: QOSMaxSubmitJobPerUserLimit")
    var silences = 0
    var workers: [Task<Void, any Error>] = []
  }

  let state = Mutex(State())
  private let cluster: ClusterFolder
  private let evaluator: any Evaluator
  private let most: Int
  /// Whether its nodes do not see the study's folder.
  private let isBlind: Bool
  private let fate: @Sendable (_ submission: Int, _ task: Int, _ first: EvaluationTask) -> Fate

  init(
    _ cluster: ClusterFolder, _ evaluator: any Evaluator = StubEvaluator(), most: Int = 1000,
    isBlind: Bool = false,
    fate: @escaping @Sendable (_ submission: Int, _ task: Int, _ first: EvaluationTask) -> Fate = {
      _, _, _ in .runs
    }
  ) {
    (self.cluster, self.evaluator, self.most, self.fate) = (cluster, evaluator, most, fate)
    self.isBlind = isBlind
  }

  func mostTasks() -> Int { most }

  func submit(
    script: String, job: String, tasks: Int, sideBySide: Int, log: String
  ) throws(SchedulerRefusal) {
    let (number, refusal) = state.withLock { state -> (Int, SchedulerRefusal?) in
      if state.refusals > 0 {
        state.refusals -= 1
        return (0, state.refusal)
      }
      guard !job.hasSuffix(".\(ClusterWorker.probe)") else { return (0, nil) }
      state.submissions.append((job, tasks, sideBySide))
      return (state.submissions.count, nil)
    }
    if let refusal { throw refusal }
    guard let batch = Int(job.split(separator: ".").last ?? "") else { return }
    if batch == ClusterWorker.probe {
      if !isBlind { try? ClusterWorker.leaveSign(study: cluster.study, note: "stub") }
      return
    }
    guard
      let names = try? ClusterBatch(batch, in: cluster).tasks
    else { return }
    for task in 0..<tasks {
      let first = EvaluationTask(names[task][0], in: cluster)
      let fate = fate(number, task, first)
      guard fate != .vanishes else { continue }
      let reason = fate == .held ? "JobHeldUser" : "None"
      guard let queued = QueuedTask("\(number)_\(task)|\(job)|\(task)|PD|\(reason)") else {
        continue
      }
      state.withLock { $0.queue.append(queued) }
      guard fate != .held else { continue }
      let work = Task {
        defer { state.withLock { $0.queue.removeAll { $0.identifier == queued.identifier } } }
        if fate == .dies {
          _ = try first.begin("died")
        } else {
          try await ClusterWorker(study: cluster.study, batch: batch, task: task, note: "stub")
            .run(evaluator, cancellation: SearchCancellation())
        }
      }
      state.withLock { $0.workers.append(work) }
    }
  }

  func queue() -> [QueuedTask]? {
    state.withLock { state in
      if state.silences > 0 {
        state.silences -= 1
        return nil
      }
      return state.queue
    }
  }

  func cancel(_ identifiers: [String]) {
    state.withLock { state in
      state.cancelled += identifiers
      state.queue.removeAll { identifiers.contains($0.identifier) }
    }
  }

  func cancel(jobs: [String]) {
    state.withLock { state in
      state.cancelled += jobs
      state.queue.removeAll { jobs.contains($0.job) }
    }
  }
}

private final class Gate: Sendable {
  private let isOpen = Atomic<Bool>(false)

  func open() { isOpen.store(true, ordering: .sequentiallyConsistent) }

  func pass() async throws {
    while !isOpen.load(ordering: .sequentiallyConsistent) {
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}

/// Scores once a gate is open.
private struct GatedEvaluator: Evaluator {
  let gate: Gate

  var capacity: Int { .max }

  func evaluate(
    _ request: EvaluationRequest, control: EvaluationControl
  ) async throws -> Evaluation {
    try await gate.pass()
    return try await StubEvaluator().evaluate(request, control: control)
  }
}

@Suite struct ClusterDriverTests {
  private let folder: TemporaryFolder
  private let cluster: ClusterFolder

  init() throws {
    folder = try TemporaryFolder()
    cluster = ClusterFolder(study: folder.path)
  }

  private func settings(tasks: Int = 4) -> ClusterSettings {
    var settings = ClusterSettings(tasks: tasks, program: "/nowhere/compound")
    (settings.interval, settings.queueInterval, settings.grace) = (0.01, 0.02, 0.1)
    return settings
  }

  private func evaluator(
    _ scheduler: StubScheduler, tasks: Int = 4,
    _ tell: @escaping @Sendable (String) -> Void = { _ in }
  ) throws -> ClusterEvaluator {
    try ClusterEvaluator(
      study: folder.path, scoredBy: .top1, settings: settings(tasks: tasks), scheduler: scheduler,
      tell: tell)
  }

  private func request(_ trial: Int) throws -> EvaluationRequest {
    EvaluationRequest(
      trial: trial, candidate: "candidate \(trial)", architecture: try smallArchitecture(),
      epochs: 2,
      seed: 7, checkpoints: folder.path + "/checkpoints", values: ["depth": 1.25])
  }

  /// What a cluster finds of some trials is what the evaluator itself finds.
  private func expectSameResults(_ evaluator: ClusterEvaluator, trials: Range<Int>) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for trial in trials {
        let request = try request(trial)
        group.addTask {
          let here = try await StubEvaluator().evaluate(request, control: EvaluationControl())
          #expect(try await evaluator.evaluate(request, control: EvaluationControl()) == here)
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func resultsAreThoseOfTheEvaluator() async throws {
    let scheduler = StubScheduler(cluster)
    try await expectSameResults(evaluator(scheduler), trials: 0..<12)
    for (job, _, sideBySide) in scheduler.state.withLock({ $0.submissions }) {
      #expect(job.hasPrefix("compound-") && sideBySide == 4)
    }
  }

  @Test func whatWasLostIsSubmittedAgainByItself() async throws {
    let lost = Mutex<[String]>([])
    let scheduler = StubScheduler(cluster) { submission, task, _ in
      submission == 1 && task % 2 == 0 ? (task == 0 ? .vanishes : .dies) : .runs
    }
    try await expectSameResults(
      evaluator(scheduler) { told in lost.withLock { $0.append(told) } }, trials: 0..<6)
    #expect(lost.withLock { $0 }.contains { $0.contains("without a result") })
  }

  /// A held task is cancelled, and its evaluation done by another.
  @Test func heldTasksCountAsLost() async throws {
    let scheduler = StubScheduler(cluster) { submission, _, _ in submission == 1 ? .held : .runs }
    try await expectSameResults(evaluator(scheduler), trials: 0..<1)
    #expect(scheduler.state.withLock { $0.cancelled } == ["1_0"])
  }

  @Test func refusedSubmissionsAreTriedAgainSmaller() async throws {
    let told = Mutex<[String]>([])
    let scheduler = StubScheduler(cluster)
    scheduler.state.withLock { $0.refusals = 1 }
    let evaluator = try evaluator(scheduler) { text in told.withLock { $0.append(text) } }
    try await expectSameResults(evaluator, trials: 0..<4)
    #expect(told.withLock { $0 }.first?.contains("QOSMaxSubmitJobPerUserLimit") == true)
    // Refused once with some tasks, then half as many at most.
    #expect(scheduler.state.withLock { $0.submissions }.allSatisfy { $0.tasks <= 2 })
  }

  /// A partition that there is not will not be there in a minute either.
  @Test func whatCanNeverBeSubmittedEndsTheSearch() async throws {
    let scheduler = StubScheduler(cluster)
    scheduler.state.withLock { state in
      state.refusals = .max
      state.refusal = SchedulerRefusal(
        reason: "sbatch: error: Invalid partition name specified", isFinal: true)
    }
    let evaluator = try evaluator(scheduler)
    let request = try request(0)
    let error = await #expect(throws: SearchError.self) {
      try await evaluator.evaluate(request, control: EvaluationControl())
    }
    #expect(error?.description.contains("Invalid partition name specified") == true)
  }

  /// A queue that is not to be seen says nothing of any task: nothing runs twice.
  @Test func aSilentQueueLosesNothing() async throws {
    let scheduler = StubScheduler(cluster, StubEvaluator(nap: 0.3))
    scheduler.state.withLock { $0.silences = 100 }
    try await expectSameResults(evaluator(scheduler), trials: 0..<3)
    let tasks = scheduler.state.withLock { $0.submissions.reduce(0) { $0 + $1.tasks } }
    #expect(tasks == 3)
  }

  /// A candidate at which every worker dies is recorded as failed by the fourth; the others of its task
  /// are done.
  @Test func whatEndsItsWorkerFailsAlone() async throws {
    let scheduler = StubScheduler(cluster) { _, _, first in
      first.name == "0-2-7" && first.attempts < 3 ? .dies : .runs
    }
    let evaluator = try evaluator(scheduler)
    let second = try request(1)
    let other = Task { try await evaluator.evaluate(second, control: EvaluationControl()) }
    let error = await #expect(throws: EvaluationFailure.self) {
      try await evaluator.evaluate(request(0), control: EvaluationControl())
    }
    #expect(error?.cause == "ended its worker")
    let here = try await StubEvaluator().evaluate(request(1), control: EvaluationControl())
    #expect(try await other.value == here)
  }

  @Test func whatNoNodeBeginsFails() async throws {
    let scheduler = StubScheduler(cluster) { _, _, _ in .vanishes }
    let error = await #expect(throws: EvaluationFailure.self) {
      try await evaluator(scheduler).evaluate(request(0), control: EvaluationControl())
    }
    #expect(error?.cause == "no node begins")
    #expect(error?.detail.contains("cluster/logs/") == true)
  }

  @Test func nodesThatDoNotSeeTheFolderAreFoundFirst() async throws {
    let scheduler = StubScheduler(cluster, isBlind: true)
    let error = await #expect(throws: SearchError.self) {
      try await evaluator(scheduler).evaluate(request(0), control: EvaluationControl())
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains("the nodes do not see the folder") && text.contains("/nowhere/compound"))
    #expect(scheduler.state.withLock { $0.submissions.isEmpty })
  }

  @Test func failuresAreResults() async throws {
    let scheduler = StubScheduler(cluster, StubEvaluator(failures: [3: "diverged"]))
    let error = await #expect(throws: EvaluationFailure.self) {
      try await evaluator(scheduler).evaluate(request(3), control: EvaluationControl())
    }
    #expect(error == EvaluationFailure(cause: "diverged", detail: "step 17, last loss 3.25"))
    #expect(scheduler.state.withLock { $0.submissions.count } == 1)
  }

  /// A driver that was killed leaves tasks in the queue; the next one waits for those.
  @Test func anotherDriverFindsWhatIsUnderWay() async throws {
    let gate = Gate()
    let scheduler = StubScheduler(cluster, GatedEvaluator(gate: gate))
    let cancellation = SearchCancellation()
    let first = try evaluator(scheduler)
    let request = try request(0)
    let stopped = Task {
      try await first.evaluate(request, control: EvaluationControl(cancellation: cancellation))
    }
    while scheduler.state.withLock({ $0.submissions.isEmpty }) {
      try await Task.sleep(for: .milliseconds(5))
    }
    cancellation.cancel()
    await #expect(throws: CancellationError.self) { try await stopped.value }
    let second = try evaluator(scheduler)
    let found = Task { try await second.evaluate(request, control: EvaluationControl()) }
    // Long enough for the second driver to have submitted it, were it to do so.
    try await Task.sleep(for: .milliseconds(300))
    gate.open()
    let here = try await StubEvaluator().evaluate(request, control: EvaluationControl())
    #expect(try await found.value == here)
    #expect(scheduler.state.withLock { $0.submissions.count } == 1)
  }

  @Test func theSecondResultIsRefused() throws {
    let task = EvaluationTask("0-2-7", in: cluster)
    try task.want(request(0))
    try task.leave(ClusterResult(Evaluation(Score(.top1, 0.25)), seconds: 1), by: "first")
    try task.leave(ClusterResult(Evaluation(Score(.top1, 0.75)), seconds: 1), by: "second")
    #expect(try task.result()?.evaluation(scoredBy: .top1).score.value == 0.25)
    // Once it is recorded, a late one finds nothing to write to.
    task.remove()
    try task.leave(ClusterResult(Evaluation(Score(.top1, 0.75)), seconds: 1), by: "third")
    #expect(try task.result() == nil && task.request() == nil)
  }

  @Test func requestsAreReadAsTheyWereWritten() throws {
    let task = EvaluationTask("0-2-7", in: cluster)
    let wanted = try request(0)
    try task.want(wanted)
    #expect(try task.request() == wanted)
  }

  @Test func jobsAreCancelledByName() async throws {
    let scheduler = StubScheduler(cluster) { _, _, _ in .held }
    let evaluator = try evaluator(scheduler)
    let request = try request(0)
    let cancellation = SearchCancellation()
    scheduler.state.withLock { $0.silences = 1000 }
    let waiting = Task {
      try await evaluator.evaluate(
        request, control: EvaluationControl(cancellation: cancellation))
    }
    while scheduler.state.withLock({ $0.submissions.isEmpty }) {
      try await Task.sleep(for: .milliseconds(5))
    }
    scheduler.state.withLock { $0.silences = 0 }
    let job = scheduler.state.withLock { $0.submissions[0].job }
    #expect(try ClusterEvaluator.cancel(cluster, scheduler) == 1)
    #expect(scheduler.state.withLock { $0.cancelled.contains(job) || !$0.cancelled.isEmpty })
    cancellation.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
  }
}

@Suite struct QueuedTaskTests {
  @Test func linesOfSqueueAreRead() throws {
    let waiting = try #require(QueuedTask("123_4|compound-a-1f.2|4|PD|Resources"))
    #expect((waiting.identifier, waiting.job, waiting.task) == ("123_4", "compound-a-1f.2", 4))
    #expect(!waiting.isStuck && !waiting.hasEnded)
    let held = try #require(QueuedTask("9_0|j.1|0|PD|launch failed requeued held"))
    #expect(held.isStuck)
    #expect(try #require(QueuedTask("9_0|j.1|0|PD|JobHeldAdmin")).isStuck)
    #expect(try #require(QueuedTask("9_0|j.1|0|PD|BadConstraints")).isStuck)
    #expect(try #require(QueuedTask("9_0|j.1|0|CD|None")).hasEnded)
    // A job that is no array, and a line that is something else.
    #expect(QueuedTask("123|other|N/A|R|None") == nil && QueuedTask("slurm_load_jobs error") == nil)
  }
}
