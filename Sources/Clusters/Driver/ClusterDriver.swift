import Files
import Foundation
import Studies
import Synchronization

/// Submits what is wanted, looks for results, and submits again what was lost.
///
/// A thread of its own looks around: at the results' files often, at the queue now and then. Tasks are
/// known by their job's name and their number. One that is neither in the queue nor has left a result
/// is lost, after a grace for network file systems, and its evaluations are submitted again, each as a
/// task of its own, so that one that ends its worker takes no other with it.
final class ClusterDriver: Sendable {
  private typealias Answer = CheckedContinuation<ClusterResult, any Error>

  /// An evaluation that somebody waits for.
  private struct Wanted {
    let task: EvaluationTask
    let control: EvaluationControl
    let answer: Answer
    /// Where it was submitted to; nil while it was not.
    var flight: Flight?
    /// How often it was submitted without having been begun.
    var starts = 0
    var isAlone = false
  }

  /// A task that is, or was, in the queue.
  private struct Flight {
    let batch: Int
    let job: String
    let task: Int
    /// Since when it is not in the queue.
    var gone: ContinuousClock.Instant?

    var place: Place { Place(job: job, task: task) }

    /// Whether it has been out of a queue with these tasks for the time of a grace.
    mutating func isLost(_ alive: Set<Place>, _ now: ContinuousClock.Instant, grace: Double) -> Bool
    {
      guard !alive.contains(place) else {
        gone = nil
        return false
      }
      guard let gone else {
        gone = now
        return false
      }
      return (now - gone).seconds >= grace
    }
  }

  /// How a task is known in the queue.
  private struct Place: Hashable {
    let job: String
    let task: Int
  }

  private struct State {
    var wanted: [String: Wanted] = [:]
    /// What earlier drivers have submitted, by name.
    var earlier: [String: Flight] = [:]
    var nextBatch = 1
    var isLooking = false
    var lastQueue: ContinuousClock.Instant?
    /// Submissions are refused until then, and what the next wait is.
    var pause: (until: ContinuousClock.Instant, seconds: Double)?
    var mostTasks: Int?
    /// The task that asks whether a node sees the folder; nil before it is submitted.
    var probe: Flight?
    /// Seconds of the evaluations so far.
    var durations = (sum: 0.0, count: 0)
  }

  private let cluster: ClusterFolder
  private let settings: ClusterSettings
  private let scheduler: any Scheduler
  private let tell: @Sendable (String) -> Void
  private let state: Mutex<State>

  /// Submissions of an evaluation that no node begins, before it is recorded as failed.
  private static let mostStarts = 5

  init(
    _ cluster: ClusterFolder, settings: ClusterSettings, scheduler: any Scheduler,
    tell: @escaping @Sendable (String) -> Void
  ) throws {
    (self.cluster, self.settings, self.scheduler, self.tell) = (cluster, settings, scheduler, tell)
    try cluster.make()
    var known = State()
    for number in try cluster.batchNumbers() {
      known.nextBatch = number + 1
      let batch = try ClusterBatch(number, in: cluster)
      for (index, names) in batch.tasks.enumerated() {
        for name in names {
          known.earlier[name] = Flight(batch: number, job: batch.job, task: index)
        }
      }
    }
    state = Mutex(known)
  }

  /// Waits for an evaluation's result.
  ///
  /// - Throws: `CancellationError` once it is no longer wanted; its task stays in the queue. What a
  ///   folder can't be written for.
  func result(
    of request: EvaluationRequest, control: EvaluationControl
  ) async throws -> ClusterResult {
    let task = EvaluationTask(request, in: cluster)
    try task.want(request)
    if let known = try task.result() { return known }
    return try await withCheckedThrowingContinuation { answer in
      let startsLooking = state.withLock { state in
        state.wanted[task.name] = Wanted(
          task: task, control: control, answer: answer, flight: state.earlier[task.name])
        defer { state.isLooking = true }
        return !state.isLooking
      }
      guard startsLooking else { return }
      let thread = Thread { self.look() }
      thread.start()
    }
  }

  /// Removes what is left of an evaluation whose result is recorded.
  func forget(_ request: EvaluationRequest) {
    let task = EvaluationTask(request, in: cluster)
    state.withLock { _ = $0.earlier.removeValue(forKey: task.name) }
    task.remove()
  }

  // MARK: - The thread that looks

  private func look() {
    while true {
      collect()
      submit()
      watch()
      let isOver = state.withLock { state in
        if state.wanted.isEmpty { state.isLooking = false }
        return state.wanted.isEmpty
      }
      if isOver { return }
      Thread.sleep(forTimeInterval: settings.interval)
    }
  }

  /// Answers who has a result, and who no longer wants one.
  private func collect() {
    for (name, wanted) in state.withLock({ $0.wanted }) {
      let found: Result<ClusterResult, any Error>?
      do {
        found = try wanted.task.result().map { .success($0) }
      } catch {
        found = .failure(error)
      }
      if let found {
        answer(name, found)
      } else if wanted.control.isCancelled {
        answer(name, .failure(CancellationError()))
      }
    }
  }

  private func answer(_ name: String, _ result: Result<ClusterResult, any Error>) {
    let wanted = state.withLock { state in
      if case .success(let result) = result, result.seconds > 0 {
        state.durations = (state.durations.sum + result.seconds, state.durations.count + 1)
      }
      return state.wanted.removeValue(forKey: name)
    }
    wanted?.answer.resume(with: result)
  }

  /// Submits what is in no batch.
  private func submit() {
    let now = ContinuousClock.now
    let unsubmitted: [Wanted] = state.withLock { state in
      if let pause = state.pause, now < pause.until { return [] }
      return state.wanted.values.filter { $0.flight == nil }
    }
    let waiting = unsubmitted.sorted { first, second in
      first.task.name.compare(second.task.name, options: .numeric) == .orderedAscending
    }
    guard !waiting.isEmpty, isSeen() else { return }
    let most = mostTasks()
    let alone = waiting.filter(\.isAlone).map { [$0.task.name] }
    let tasks = alone + chunks(waiting.filter { !$0.isAlone }.map(\.task.name))
    for start in stride(from: 0, to: tasks.count, by: most) {
      guard submit(Array(tasks[start..<min(tasks.count, start + most)])) else { return }
    }
  }

  /// Whether a node has seen the folder; asks for that with a task of its own, before any other.
  private func isSeen() -> Bool {
    if access(cluster.sign, F_OK) == 0 { return true }
    guard state.withLock({ $0.probe == nil }) else { return false }
    let job = "\(ClusterBatch.prefix(of: cluster)).\(ClusterWorker.probe)"
    guard submit(ClusterWorker.probe, job: job, tasks: 1, sideBySide: 1) else { return false }
    state.withLock { state in
      state.lastQueue = .now
      state.probe = Flight(batch: ClusterWorker.probe, job: job, task: 0)
    }
    return false
  }

  /// Gives up where the probe has left the queue and no sign.
  private func watchProbe(_ alive: Set<Place>, _ now: ContinuousClock.Instant) {
    guard access(cluster.sign, F_OK) != 0 else { return }
    let isLost = state.withLock { state in
      state.probe?.isLost(alive, now, grace: settings.grace) ?? false
    }
    guard isLost else { return }
    let log = cluster.log(ClusterWorker.probe, task: 0)
    let output = (try? WholeFile.text(of: log))?.split(separator: "\n").suffix(3)
      .joined(separator: "; ")
    let error = SearchError.invalidDefinition(
      place: "engine",
      message:
        "a task that should have left the file \(cluster.sign) did not: the nodes do not see the "
        + "folder, or can't run \(settings.program)"
        + (output.map { $0.isEmpty ? "" : "; it wrote: \($0)" } ?? "; there is no \(log)"))
    for name in state.withLock({ Array($0.wanted.keys) }) { answer(name, .failure(error)) }
    state.withLock { $0.probe = nil }
  }

  /// The most tasks of a job; less once that was refused.
  private func mostTasks() -> Int {
    if let known = state.withLock({ $0.mostTasks }) { return known }
    let most = scheduler.mostTasks()
    state.withLock { $0.mostTasks = most }
    return most
  }

  /// Evaluations by task: about a minute's to each, but no fewer tasks than can run side by side.
  private func chunks(_ names: [String]) -> [[String]] {
    let durations = state.withLock { $0.durations }
    guard durations.count > 0 else { return names.map { [$0] } }
    let fitting = settings.chunk / max(0.001, durations.sum / Double(durations.count))
    let shared = (names.count + capacity - 1) / capacity
    let size = max(1, min(Int(fitting), shared))
    return stride(from: 0, to: names.count, by: size).map {
      Array(names[$0..<min(names.count, $0 + size)])
    }
  }

  private var capacity: Int { max(1, settings.tasks) }

  /// Submits a batch; false where the scheduler refuses it for now.
  private func submit(_ tasks: [[String]]) -> Bool {
    let number = state.withLock { state in
      defer { state.nextBatch += 1 }
      return state.nextBatch
    }
    let job = "\(ClusterBatch.prefix(of: cluster)).\(number)"
    do {
      try ClusterBatch(job: job, tasks: tasks).write(as: number, in: cluster)
    } catch {
      for name in tasks.joined() { answer(name, .failure(error)) }
      return false
    }
    guard submit(number, job: job, tasks: tasks.count, sideBySide: capacity) else {
      unlink(cluster.batch(number))
      unlink(cluster.script(number))
      return false
    }
    state.withLock { state in
      state.pause = nil
      // A queue that was seen before does not know of these.
      state.lastQueue = .now
      for (index, names) in tasks.enumerated() {
        for name in names {
          state.wanted[name]?.flight = Flight(batch: number, job: job, task: index)
          state.wanted[name]?.starts += 1
        }
      }
    }
    return true
  }

  /// What the tasks of a batch run.
  static func work(
    _ number: Int, in cluster: ClusterFolder, _ settings: ClusterSettings
  ) -> String {
    [settings.program, "worker", cluster.study, "\(number)"].map(ShellWord.quoted)
      .joined(separator: " ")
  }

  /// Has so many tasks run a batch's script; false where they are refused for now.
  private func submit(_ number: Int, job: String, tasks: Int, sideBySide: Int) -> Bool {
    let script = "#!/bin/sh\nexec \(Self.work(number, in: cluster, settings))\n"
    do {
      // Whoever takes the submission reads the script at once.
      try writeBesideThenRename(Data(script.utf8), to: cluster.script(number), flushes: false)
      try scheduler.submit(
        script: cluster.script(number), job: job, tasks: tasks, sideBySide: sideBySide,
        log: "\(cluster.logs)/\(number)-%a.log")
      return true
    } catch let refusal as SchedulerRefusal where refusal.isFinal && number == ClusterWorker.probe {
      // Nothing of the search has ever been taken, and nothing will be.
      let error = SearchError.invalidDefinition(
        place: "engine",
        message: "the scheduler refuses `\(settings.options)`: \(refusal.reason)")
      for name in state.withLock({ Array($0.wanted.keys) }) { answer(name, .failure(error)) }
    } catch let refusal as SchedulerRefusal {
      refused(refusal, tasks: tasks)
    } catch {
      for name in state.withLock({ Array($0.wanted.keys) }) { answer(name, .failure(error)) }
    }
    return false
  }

  /// Waits, longer each time, and tries fewer tasks at once.
  private func refused(_ refusal: SchedulerRefusal, tasks: Int) {
    let seconds = state.withLock { state in
      let seconds = min(60, 2 * (state.pause?.seconds ?? 1))
      state.pause = (.now + .seconds(seconds), seconds)
      state.mostTasks = max(1, tasks / 2)
      return seconds
    }
    tell(
      "a submission of \(tasks) tasks was refused (\(refusal.reason)); again in \(Int(seconds)) s")
  }

  /// Compares the queue with what should be in it.
  private func watch() {
    let now = ContinuousClock.now
    let isDue = state.withLock { state in
      let isDue = state.lastQueue.map { (now - $0).seconds >= settings.queueInterval } ?? true
      if isDue { state.lastQueue = now }
      return isDue
    }
    guard isDue, let queue = scheduler.queue() else { return }
    let stuck = queue.filter(\.isStuck)
    let jobs = state.withLock { Set($0.wanted.values.compactMap { $0.flight?.job }) }
    scheduler.cancel(stuck.filter { jobs.contains($0.job) }.map(\.identifier))
    let alive = Set(
      queue.filter { !$0.isStuck && !$0.hasEnded }.map { Place(job: $0.job, task: $0.task) })
    let reasons = Dictionary(
      stuck.map { (Place(job: $0.job, task: $0.task), $0.reason) }, uniquingKeysWith: { $1 })
    watchProbe(alive, now)
    var lost: [(name: String, wanted: Wanted, flight: Flight)] = []
    state.withLock { state in
      for (name, wanted) in state.wanted {
        guard var flight = wanted.flight else { continue }
        if flight.isLost(alive, now, grace: settings.grace) { lost.append((name, wanted, flight)) }
        state.wanted[name]?.flight = flight
      }
    }
    for (name, wanted, flight) in lost {
      submitAgain(name, wanted, flight, reason: reasons[flight.place])
    }
    if !lost.isEmpty {
      tell(
        "\(lost.count) evaluations have left the queue without a result; they are submitted again")
    }
  }

  private func submitAgain(_ name: String, _ wanted: Wanted, _ flight: Flight, reason: String?) {
    if wanted.task.attempts == 0, wanted.starts >= Self.mostStarts {
      let log = cluster.log(flight.batch, task: flight.task)
      let failure = EvaluationFailure(
        cause: "no node begins",
        detail: "\(wanted.starts) tasks ended without having begun"
          + (reason.map { " (\($0))" } ?? "") + "; see \(log)")
      answer(name, .success(ClusterResult(failure)))
      return
    }
    state.withLock { state in
      state.earlier[name] = nil
      state.wanted[name]?.flight = nil
      state.wanted[name]?.isAlone = true
    }
  }
}
