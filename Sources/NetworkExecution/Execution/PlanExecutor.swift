import Dispatch
import Synchronization

/// Runs a plan on the threads of a pool.
///
/// All threads walk through the steps together. A step's units go through the batch in order and are
/// dealt out in runs, the first run to the first thread, so that a thread finds in its own caches
/// what it wrote in the step before; who is done with its run helps with the others'. Who does the
/// last unit runs the small steps that follow, alone, and lets the others go on. Which thread runs a
/// unit depends on chance; what a unit computes does not.
package final class PlanExecutor: @unchecked Sendable {
  // Threads write disjoint parts of the memory within a step, and steps are separated by a
  // sequentially consistent phase counter.
  package let program: PlanProgram
  package let interface: PlanInterface
  package let memory: PlanMemory
  package let kernels: Kernels
  private let pool: ThreadPool
  private let gate = WaitingGate()
  private let groups: [StepGroup]
  /// The groups of the steps up to the last that finds batch statistics.
  private let statisticsGroups: [StepGroup]
  /// What the present run goes through; not changed while it does.
  private var running: [StepGroup] = []
  private let counters: CounterBlock
  private let phase = Atomic<Int>(0)
  /// Not to be changed during a run.
  package var settings = RunSettings()
  /// Where the time of each step goes, if asked for: nanoseconds, added up.
  private var times: UnsafeMutablePointer<UInt64>?

  /// A step whose units all threads share, units of steps that run beside it, and the small steps
  /// after it.
  ///
  /// Where there is no shared step, one unit of nothing decides who runs the small ones.
  private struct StepGroup {
    let shared: Int?
    let units: Int
    let beside: [(step: Int, unit: Int)]
    let following: Range<Int>
  }

  init(
    _ program: PlanProgram, _ interface: PlanInterface, memory: PlanMemory, pool: ThreadPool,
    kernels: Kernels
  ) {
    self.program = program
    self.interface = interface
    self.memory = memory
    self.pool = pool
    self.kernels = kernels
    groups = Self.groups(program.steps)
    let last = program.steps.lastIndex { $0.operation is BatchStatistics }
    statisticsGroups = Self.groups(Array(program.steps.prefix(last.map { $0 + 1 } ?? 0)))
    counters = CounterBlock(groups: groups.count, threads: pool.threads)
  }

  deinit { times?.deallocate() }

  /// Starts, or starts again, to measure the steps; costs a few microseconds a step.
  package func measure() {
    times?.deallocate()
    times = .allocate(capacity: program.steps.count)
    times?.initialize(repeating: 0, count: program.steps.count)
  }

  /// Nanoseconds of each step since `measure`.
  package var measurements: [UInt64] {
    Array(UnsafeBufferPointer(start: times, count: times == nil ? 0 : program.steps.count))
  }

  private static func groups(_ steps: [PlanStep]) -> [StepGroup] {
    var groups: [StepGroup] = []
    var index = 0
    while index < steps.count {
      let shared = steps[index].units > 1 ? index : nil
      let start = steps[index].units == 1 ? index : index + 1
      var middle = start
      while middle < steps.count, steps[middle].runsBeside { middle += 1 }
      var end = middle
      while end < steps.count, steps[end].units == 1 { end += 1 }
      groups.append(
        StepGroup(
          shared: shared, units: shared.map { steps[$0].units } ?? 1,
          beside: (start..<middle).flatMap { step in
            (0..<steps[step].units).map { (step, $0) }
          }, following: middle..<end))
      index = end
    }
    return groups
  }

  /// Runs all steps once.
  package func run() { run(groups) }

  /// Runs the steps up to the last that finds batch statistics, once: no loss and no gradient.
  package func runStatistics() { run(statisticsGroups) }

  private func run(_ groups: [StepGroup]) {
    running = groups
    counters.reset()
    phase.store(0, ordering: .sequentiallyConsistent)
    pool.run { self.run(thread: $0) }
  }

  private func run(thread: Int) {
    var index = 0
    while index < running.count {
      if runShared(index, thread: thread) {
        for step in running[index].following { timed(step) { run(step, unit: 0, thread: thread) } }
        phase.store(index + 1, ordering: .sequentiallyConsistent)
        gate.open()
      } else {
        gate.wait { self.phase.load(ordering: .sequentiallyConsistent) > index }
      }
      // Nobody waits for a thread, only for its units: one that wakes late goes on where the others
      // are.
      index = phase.load(ordering: .sequentiallyConsistent)
    }
  }

  /// Draws and runs units of a group until none is left; whether the last to be done is among them.
  private func runShared(_ index: Int, thread: Int) -> Bool {
    let group = running[index]
    let started = times == nil || thread != 0 ? 0 : nanoseconds()
    var done = 0
    for offset in 0..<pool.threads {
      let share = (thread + offset) % pool.threads
      let start = group.units * share / pool.threads
      let end = group.units * (share + 1) / pool.threads
      while true {
        let unit = start + counters.draw(from: index, share: share)
        if unit >= end { break }
        if let step = group.shared { run(step, unit: unit, thread: thread) }
        done += 1
      }
    }
    if thread == 0, times != nil, let step = group.shared {
      times?[step] += nanoseconds() - started
    }
    while true {
      let next = counters.drawBeside(from: index)
      if next >= group.beside.count { break }
      let (step, unit) = group.beside[next]
      if thread == 0 {
        timed(step) { run(step, unit: unit, thread: thread) }
      } else {
        run(step, unit: unit, thread: thread)
      }
      done += 1
    }
    return done > 0 && counters.complete(done, of: index) == group.units + group.beside.count
  }

  /// Runs one unit of a step.
  private func run(_ step: Int, unit: Int, thread: Int) {
    program.steps[step].operation.run(
      unit,
      in: StepContext(
        memory: memory, kernels: kernels, scratch: memory.scratch(thread: thread),
        settings: settings))
  }

  private func timed(_ step: Int, _ body: () -> Void) {
    guard times != nil else { return body() }
    let started = nanoseconds()
    body()
    times?[step] += nanoseconds() - started
  }

  private func nanoseconds() -> UInt64 {
    DispatchTime.now().uptimeNanoseconds
  }
}

/// How many units of each thread's run are drawn, group by group, each count on a cache line of its
/// own, and how many units of the group are done.
private final class CounterBlock: Sendable {
  private struct Line: ~Copyable {
    let drawn = Atomic<Int>(0)
    let drawnBeside = Atomic<Int>(0)
    let completed = Atomic<Int>(0)
    let padding: (Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0)
  }
  private nonisolated(unsafe) let lines: UnsafeMutablePointer<Line>
  private let threads: Int
  private let count: Int

  init(groups: Int, threads: Int) {
    self.threads = threads
    count = groups * threads
    lines = .allocate(capacity: max(1, count))
    for index in 0..<count { (lines + index).initialize(to: Line()) }
  }

  deinit {
    lines.deinitialize(count: count)
    lines.deallocate()
  }

  func reset() {
    for index in 0..<count {
      lines[index].drawn.store(0, ordering: .relaxed)
      lines[index].drawnBeside.store(0, ordering: .relaxed)
      lines[index].completed.store(0, ordering: .relaxed)
    }
  }

  func draw(from group: Int, share: Int) -> Int {
    lines[group * threads + share].drawn.add(1, ordering: .relaxed).oldValue
  }

  func drawBeside(from group: Int) -> Int {
    lines[group * threads].drawnBeside.add(1, ordering: .relaxed).oldValue
  }

  /// Adds units that are done; how many are now.
  ///
  /// Whoever sees the last sees what all have written.
  func complete(_ units: Int, of group: Int) -> Int {
    lines[group * threads].completed.add(units, ordering: .acquiringAndReleasing).newValue
  }
}
