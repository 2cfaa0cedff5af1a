/// Proposes the next candidate of a search from what is known of earlier ones.
///
/// A proposal is a function of the seed, its number, and the results in `history`, and of nothing
/// else. The search hands over a fixed part of the history for each number, so proposals do not
/// depend on how many trainings run side by side, nor on interruptions.
public protocol Sampler: Sendable {
  /// The encoding to try as proposal `number`.
  ///
  /// - Parameters:
  ///   - number: the proposal's number, from 0.
  ///   - history: the finished trials that this proposal may see, in order; it only ever grows from
  ///     one call to the next.
  /// - Returns: an encoding of the domain, and how many drafts were dropped before it.
  mutating func propose(_ number: Int, after history: [ScoredTrial]) -> Proposal
}
