import CKernels
import Dispatch
import Synchronization

/// Runs a plan on the threads of a pool.
///
/// All threads walk through the steps together. In each they draw units from a counter until none
/// is left; the last to finish runs the small steps that follow, alone, and lets the others go on.
/// Which thread runs a unit depends on chance; what a unit computes does not.
final class PlanExecutor: @unchecked Sendable {
  // Threads write disjoint parts of the memory within a step, and steps are separated by a
  // sequentially consistent phase counter.
  let plan: Plan
  let memory: PlanMemory
  let kernels: ck_kernels
  private let pool: ThreadPool
  private let gate = WaitingGate()
  private let groups: [StepGroup]
  private let counters: CounterBlock
  private let phase = Atomic<Int>(0)
  /// What masks are drawn from in this run.
  var randomness = StepRandomness(seed: 0, step: 0)
  /// The share of a target that goes to all classes alike.
  var labelSmoothing: Float = 0
  /// How the running statistics follow the batches'.
  var statisticsMomentum = StatisticsMomentum.network
  /// Where the time of each step goes, if asked for: nanoseconds, added up.
  private var times: UnsafeMutablePointer<UInt64>?

  /// A step whose units all threads share, and the small ones after it.
  private struct StepGroup {
    let shared: Int?
    let following: Range<Int>
  }

  init(_ plan: Plan, memory: PlanMemory, pool: ThreadPool, kernels: ck_kernels) {
    self.plan = plan
    self.memory = memory
    self.pool = pool
    self.kernels = kernels
    groups = Self.groups(plan.steps)
    counters = CounterBlock(count: groups.count)
  }

  deinit { times?.deallocate() }

  /// Starts, or starts again, to measure the steps; costs a few microseconds a step.
  func measure() {
    times?.deallocate()
    times = .allocate(capacity: plan.steps.count)
    times?.initialize(repeating: 0, count: plan.steps.count)
  }

  /// Nanoseconds of each step since `measure`.
  var measurements: [UInt64] {
    Array(UnsafeBufferPointer(start: times, count: times == nil ? 0 : plan.steps.count))
  }

  /// The fastest kernels that this processor runs.
  static func bestKernels() throws -> ck_kernels {
    guard let kernels = ck_select(ck_best_variant()) else {
      throw TrainingError(.invalidSetting, "no kernels for this processor")
    }
    return kernels.pointee
  }

  private static func groups(_ steps: [PlanStep]) -> [StepGroup] {
    var groups: [StepGroup] = []
    var index = 0
    while index < steps.count {
      let shared = steps[index].units == 1 ? nil : index
      let start = shared == nil ? index : index + 1
      var end = start
      while end < steps.count, steps[end].units == 1 { end += 1 }
      groups.append(StepGroup(shared: shared, following: start..<end))
      index = end
    }
    return groups
  }

  /// Runs all steps once.
  func run() {
    counters.reset()
    phase.store(0, ordering: .sequentiallyConsistent)
    pool.run { self.run(thread: $0) }
  }

  private func run(thread: Int) {
    for index in groups.indices {
      if let shared = groups[index].shared { runShared(shared, group: index, thread: thread) }
      if counters.arrive(at: index) == pool.threads {
        for step in groups[index].following { timed(step) { run(step, unit: 0, thread: thread) } }
        phase.store(index + 1, ordering: .sequentiallyConsistent)
        gate.open()
      } else {
        gate.wait { self.phase.load(ordering: .sequentiallyConsistent) > index }
      }
    }
  }

  private func runShared(_ step: Int, group: Int, thread: Int) {
    let units = plan.steps[step].units
    let started = times == nil || thread != 0 ? 0 : nanoseconds()
    while true {
      let unit = counters.draw(from: group)
      if unit >= units { break }
      run(step, unit: unit, thread: thread)
    }
    if thread == 0, times != nil { times?[step] += nanoseconds() - started }
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

/// Draw and arrival counters, one pair per group, each on a cache line of its own.
private final class CounterBlock: Sendable {
  private struct Line: ~Copyable {
    let drawn = Atomic<Int>(0)
    let arrived = Atomic<Int>(0)
    let padding: (Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0)
  }
  private nonisolated(unsafe) let lines: UnsafeMutablePointer<Line>
  private let count: Int

  init(count: Int) {
    self.count = count
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
      lines[index].arrived.store(0, ordering: .relaxed)
    }
  }

  func draw(from index: Int) -> Int {
    lines[index].drawn.add(1, ordering: .relaxed).oldValue
  }

  /// The number of threads that have arrived, this one included.
  func arrive(at index: Int) -> Int {
    lines[index].arrived.add(1, ordering: .acquiringAndReleasing).newValue
  }
}

/// What the random factors of one training step depend on.
struct StepRandomness {
  let seed: UInt64
  let step: Int
}

/// How fast a batch normalisation's running statistics follow those of the batches.
public enum StatisticsMomentum: Hashable, Sendable {
  /// The momentum that the network states.
  case network
  /// Never more than (1 + t) / (10 + t) at step t, so that a short run forgets its first batches,
  /// and with them the initial values, as fast as a long one.
  case warmedUp
}

extension PlanExecutor {
  /// The share of the newest batch in the running statistics.
  func statisticsShare(momentum: Double) -> Double {
    switch statisticsMomentum {
    case .network: 1 - momentum
    case .warmedUp:
      1 - min(momentum, Double(1 + randomness.step) / Double(10 + randomness.step))
    }
  }
}
