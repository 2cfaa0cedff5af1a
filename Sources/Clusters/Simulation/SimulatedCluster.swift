import Files
import Foundation
import Randomness
import Studies
import Synchronization

/// A cluster that is none: tasks last as long as drawn, then leave what a node would have left.
///
/// Some are lost in the midst of an evaluation, as with their node. Time runs faster than outside.
package final class SimulatedCluster: Scheduler {
  /// What the cluster is like.
  package struct Conditions: Sendable {
    /// Tasks that run side by side.
    package var slots: Int
    /// Simulated seconds that an evaluation takes, drawn evenly on a logarithmic scale.
    package var seconds = 1.0...3600.0
    /// The share of evaluations in which the task is lost.
    package var losses = 0.01
    /// Simulated seconds in one second.
    package var speed: Double

    /// Conditions with evaluations of a second to an hour, one in a hundred of which is lost.
    package init(slots: Int, speed: Double) {
      self.slots = slots
      self.speed = speed
    }
  }

  /// A task that runs, at the end of its evaluation.
  private struct Running: Comparable {
    static func < (left: Running, right: Running) -> Bool {
      left.end < right.end
    }

    let end: Double
    let seconds: Double
    let number: Int
    let place: Int
    let isLost: Bool
  }

  private struct Submitted {
    let job: String
    let task: Int
    let names: [String]
  }

  private struct State {
    var tasks: [Int: Submitted] = [:]
    var waiting: [Int] = []
    var firstWaiting = 0
    /// A heap, the earliest end first.
    var running: [Running] = []
    var submitted = 0
    /// How often each evaluation was begun.
    var begun: [String: Int] = [:]
    var isOver = false
    var busySeconds = 0.0
    var lost = 0
  }

  private let cluster: ClusterFolder
  private let conditions: Conditions
  private let state = Mutex(State())
  private let start = ContinuousClock.now

  /// Begins a cluster that sees the folder of `study`.
  package init(study: String, _ conditions: Conditions) throws {
    cluster = ClusterFolder(study: study)
    self.conditions = conditions
    try cluster.make()
    try ClusterWorker.leaveSign(study: study, note: "simulated")
    let thread = Thread { self.work() }
    thread.start()
  }

  /// Ends the cluster, whatever runs.
  package func stop() { state.withLock { $0.isOver = true } }

  /// The share of the slots' time in which they had something to do, so far.
  package var occupancy: Double {
    state.withLock { $0.busySeconds } / (Double(conditions.slots) * now)
  }

  /// Tasks lost so far.
  package var losses: Int { state.withLock { $0.lost } }

  private var now: Double { (ContinuousClock.now - start).seconds * conditions.speed }

  // MARK: - What a driver asks

  func mostTasks() -> Int { 1000 }

  func submit(
    script: String, job: String, tasks: Int, sideBySide: Int, log: String
  ) throws(SchedulerRefusal) {
    let file = (script as NSString).lastPathComponent
    guard let number = Int(file.prefix { $0 != "." }),
      let batch = try? ClusterBatch(number, in: cluster)
    else { throw SchedulerRefusal(reason: "no batch \(script)") }
    state.withLock { state in
      for (task, names) in batch.tasks.enumerated() {
        state.tasks[state.submitted] = Submitted(job: job, task: task, names: names)
        state.waiting.append(state.submitted)
        state.submitted += 1
      }
    }
  }

  func queue() -> [QueuedTask]? {
    state.withLock { state in
      state.tasks.compactMap { number, task in
        QueuedTask("\(number)|\(task.job)|\(task.task)|R|None")
      }
    }
  }

  func cancel(_ identifiers: [String]) {
    state.withLock { state in
      for identifier in identifiers { Int(identifier).map { state.tasks[$0] = nil } }
    }
  }

  func cancel(jobs: [String]) {
    let jobs = Set(jobs)
    state.withLock { state in state.tasks = state.tasks.filter { !jobs.contains($0.value.job) } }
  }

  // MARK: - What the nodes do

  private func work() {
    while true {
      let isOver = state.withLock { state in
        begin(&state)
        return state.isOver
      }
      if isOver { return }
      var ended: [(name: String, seconds: Double)] = []
      state.withLock { state in
        let now = now
        while let first = state.running.first, first.end <= now {
          state.running.removeFirstOfHeap()
          end(first, &state).map { ended.append($0) }
        }
      }
      for (name, seconds) in ended { leaveResult(of: name, seconds: seconds) }
      if ended.isEmpty { usleep(1000) }
    }
  }

  /// Gives tasks that wait the slots that are free.
  private func begin(_ state: inout State) {
    while state.running.count < conditions.slots, state.firstWaiting < state.waiting.count {
      let number = state.waiting[state.firstWaiting]
      state.firstWaiting += 1
      if state.tasks[number] != nil { begin(number, place: 0, at: now, &state) }
    }
  }

  private func begin(_ number: Int, place: Int, at time: Double, _ state: inout State) {
    guard let name = state.tasks[number]?.names[place] else { return }
    let attempt = state.begun[name, default: 0]
    state.begun[name] = attempt + 1
    var generator = CounterGenerator(seed: 0, purpose: name, index: attempt)
    let (least, most) = (log(conditions.seconds.lowerBound), log(conditions.seconds.upperBound))
    var seconds = exp(least + (most - least) * generator.uniform())
    let isLost = generator.uniform() < conditions.losses
    if isLost { seconds *= generator.uniform() }
    state.running.insertIntoHeap(
      Running(
        end: time + seconds, seconds: seconds, number: number, place: place, isLost: isLost))
  }

  /// Ends an evaluation, begins the task's next, and says what is to be written; nil where the task was
  /// lost or cancelled.
  private func end(_ running: Running, _ state: inout State) -> (name: String, seconds: Double)? {
    state.busySeconds += running.seconds
    guard let task = state.tasks[running.number] else { return nil }
    let name = task.names[running.place]
    if running.isLost {
      state.tasks[running.number] = nil
      state.lost += 1
      return nil
    }
    if running.place + 1 < task.names.count {
      begin(running.number, place: running.place + 1, at: running.end, &state)
    } else {
      state.tasks[running.number] = nil
    }
    return (name, running.seconds)
  }

  /// What a node leaves, under its final name at once; a number of the name's own as its score.
  private func leaveResult(of name: String, seconds: Double) {
    var generator = CounterGenerator(seed: 2, purpose: name, index: 0)
    guard let score = try? Score(.top1, 0.5 + 0.4 * generator.uniform()) else { return }
    let result = ClusterResult(Evaluation(score), seconds: seconds)
    try? EvaluationTask(name, in: cluster).leave(result, by: "node", flushes: false)
  }
}

extension Array where Element: Comparable {
  /// Adds an element to this heap, whose first element is the least.
  fileprivate mutating func insertIntoHeap(_ element: Element) {
    append(element)
    var child = count - 1
    while child > 0, self[child] < self[(child - 1) / 2] {
      swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Removes the first element of this heap.
  fileprivate mutating func removeFirstOfHeap() {
    swapAt(0, count - 1)
    removeLast()
    var parent = 0
    while 2 * parent + 1 < count {
      var child = 2 * parent + 1
      if child + 1 < count, self[child + 1] < self[child] { child += 1 }
      guard self[child] < self[parent] else { return }
      swapAt(child, parent)
      parent = child
    }
  }
}
