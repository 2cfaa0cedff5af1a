import Foundation
import Synchronization

/// A few threads that live as long as the pool and run one job after another, all of them at once.
///
/// Threads wait by spinning for some microseconds, in which the next step of a plan usually comes,
/// then offer their core to others for a moment, and then sleep, so that a pool that waits long, or
/// shares its cores, costs nobody anything.
package final class ThreadPool: Sendable {
  /// The calling thread is number 0.
  package let threads: Int
  private let gate = WaitingGate()
  private let shared: Shared

  /// What the threads share: the current job, and counts.
  ///
  /// The counts guard the job: it is set before `generation` grows and read by those who have seen
  /// it grow, and it is set again when all of them have raised `finished`.
  private final class Shared: @unchecked Sendable {
    var job: (@Sendable (Int) -> Void)?
    /// The number of jobs given out; −1 ends the threads.
    let generation = Atomic<Int>(0)
    let finished = Atomic<Int>(0)
  }

  package init(threads: Int) {
    self.threads = max(1, threads)
    shared = Shared()
    for number in 1..<max(2, self.threads) where number < self.threads {
      let (shared, gate) = (shared, gate)
      let thread = Thread { Self.work(number, shared, gate) }
      thread.stackSize = 4 << 20
      thread.name = "network-execution-\(number)"
      thread.start()
    }
  }

  deinit {
    shared.generation.store(-1, ordering: .sequentiallyConsistent)
    gate.open()
  }

  /// Runs `job` once on every thread, with the thread's number, and returns when all have.
  ///
  /// Not to be called from two threads at once.
  package func run(_ job: @escaping @Sendable (Int) -> Void) {
    guard threads > 1 else {
      job(0)
      return
    }
    shared.job = job
    shared.finished.store(0, ordering: .sequentiallyConsistent)
    shared.generation.add(1, ordering: .sequentiallyConsistent)
    gate.open()
    job(0)
    let (shared, others) = (shared, threads - 1)
    gate.wait { shared.finished.load(ordering: .sequentiallyConsistent) == others }
    shared.job = nil
  }

  private static func work(_ number: Int, _ shared: Shared, _ gate: WaitingGate) {
    var seen = 0
    while true {
      gate.wait { shared.generation.load(ordering: .sequentiallyConsistent) != seen }
      seen = shared.generation.load(ordering: .sequentiallyConsistent)
      if seen < 0 { return }
      shared.job?(number)
      shared.finished.add(1, ordering: .sequentiallyConsistent)
      gate.open()
    }
  }
}

/// Lets threads wait until a condition on atomics holds.
///
/// Whoever makes a condition true calls ``open()`` afterwards. Conditions are read and written
/// with sequential consistency: either the waiter sees the change, or the opener sees the waiter.
final class WaitingGate: @unchecked Sendable {
  // `condition` is used only with its own lock held; `sleepers` is atomic.
  private let condition = NSCondition()
  private let sleepers = Atomic<Int>(0)
  /// Some 50 to 100 microseconds of the processor's own pauses.
  private static let spins = 4000
  /// Then a millisecond or two in which whoever else wants the core gets it.
  ///
  /// To wake a thread that sleeps can take as long, above all on a virtual machine, whose idle
  /// processor goes back to its host: sleeping at once cost a training on two threads a tenth of
  /// its time.
  private static let yields = 4000

  func wait(until holds: () -> Bool) {
    for _ in 0..<Self.spins {
      if holds() { return }
      Kernels.pause()
    }
    for _ in 0..<Self.yields {
      if holds() { return }
      sched_yield()
    }
    condition.lock()
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while !holds() { condition.wait() }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
    condition.unlock()
  }

  func open() {
    guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    condition.lock()
    condition.broadcast()
    condition.unlock()
  }
}
