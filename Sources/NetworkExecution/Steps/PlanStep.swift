package import Networks

/// What a step does, said in one place: what it touches, what it costs, and how it runs.
///
/// A step is cut into units that may run side by side in any order; each is a function of the
/// memory before the step, so that results do not depend on who runs what.
protocol StepOperation {
  /// How many units. A step of one unit is run by whichever thread finishes the step before.
  var units: Int { get }
  /// Every place that the step reads or writes; a buffer lives from the first step that names it to
  /// the last.
  var places: [Place] { get }
  /// Floats of scratch that a unit needs.
  var scratchFloats: Int { get }
  /// What all units do together.
  var work: StepWork { get }

  /// Runs one unit.
  func run(_ unit: Int, in context: StepContext)
}

extension StepOperation {
  var units: Int { 1 }
  var scratchFloats: Int { 0 }
  var work: StepWork { StepWork() }

  /// The operation's name, for measurements.
  var kind: String { String(describing: Self.self) }
}

/// Multiply-adds of a step, and floats of the matrices that it reads and writes, each once.
///
/// Floats that a cache keeps between steps count as well: it is what would move if the cache held no
/// more than a step works on.
struct StepWork: Equatable {
  var multiplyAdds = 0
  var floats = 0

  static func + (left: StepWork, right: StepWork) -> StepWork {
    StepWork(
      multiplyAdds: left.multiplyAdds + right.multiplyAdds, floats: left.floats + right.floats)
  }
}

/// What a unit of a step runs with.
struct StepContext {
  let memory: PlanMemory
  let kernels: Kernels
  /// Aligned to 64 bytes, as long as the step asked for, contents undefined.
  let scratch: UnsafeMutablePointer<Float>
  let settings: RunSettings
}

/// What a run depends on beside the contents of the plan's memory.
package struct RunSettings: Sendable {
  /// What masks are drawn from.
  package var randomness = StepRandomness(seed: 0, step: 0)
  /// The share of a target that goes to all classes alike, 0 to below 1.
  package var labelSmoothing: Float = 0
  /// How the running statistics follow the batches'.
  package var statisticsMomentum = StatisticsMomentum.network
  /// The share of this batch in the running statistics, where it does not follow from the momentum.
  package var statisticsShare: Double?
}

/// What the random factors of one training step depend on.
package struct StepRandomness: Sendable {
  let seed: UInt64
  let step: Int

  package init(seed: UInt64, step: Int) {
    self.seed = seed
    self.step = step
  }
}

/// One step of a plan: all its units are done before the next step begins, unless that one runs
/// beside it.
package struct PlanStep {
  let operation: any StepOperation
  /// The layer it belongs to, for measurements.
  package let layer: Int
  /// Whether the step needs nothing of the shared step before it, so that both are done at once.
  var runsBeside = false
  /// The operation's, at hand.
  package let units: Int

  init(_ operation: any StepOperation, layer: Int) {
    self.operation = operation
    self.layer = layer
    units = operation.units
  }

  /// The operation's name.
  package var kind: String { operation.kind }
  /// The operation in words.
  package var title: String {
    let words = kind.reduce(into: "") { words, letter in
      if letter.isUppercase, !words.isEmpty { words += " " }
      words += letter.lowercased()
    }
    return String(words.trimmingPrefix("finished "))
  }
  /// Multiply-adds of all units.
  package var multiplyAdds: Int { operation.work.multiplyAdds }
}

extension Array where Element == Place? {
  /// The places that there are.
  var present: [Place] { compactMap { $0 } }
}
