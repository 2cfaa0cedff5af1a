import Architectures
import CostModel
import SearchSpaces
import Studies

/// A proposal as the search knows it.
struct ProposedTrial: Sendable {
  let number: Int
  let encoding: SearchSpace.Encoding
  let costs: Figures
  /// The network at proxy scale; nil for trials that are not trained.
  let proxy: Architecture?
  /// The record of the trial, without results.
  let record: TrialRecord
  /// The earlier trial that this one repeats.
  let original: Int?

  var isTrained: Bool { proxy != nil }
}
