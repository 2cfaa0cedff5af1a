/// Successive halving on epochs (arXiv:1502.07943), or its repetition with ever fewer, longer
/// trainings (Hyperband, arXiv:1603.06560).
public struct HalvingDefinition: Codable, Hashable, Sendable {
  /// One in so many candidates goes on to so many times the epochs.
  public var factor: Int
  /// Trainings of a candidate that comes through to the end.
  public var rungs: Int
  /// Whether later brackets start with fewer candidates and longer trainings, in turn.
  public var isHyperband: Bool

  /// The brackets in turn: how many candidates start, and the epochs of each rung.
  func brackets(epochs: Int) -> [(candidates: Int, epochs: [Int])] {
    let starts = isHyperband ? Array((1...rungs).reversed()) : [rungs]
    return starts.map { count in
      var steps = [epochs]
      for _ in 1..<max(1, count) { steps.insert(max(1, steps[0] / factor), at: 0) }
      var candidates = 1
      for _ in 1..<max(1, count) { candidates *= factor }
      // Hyperband gives every bracket about the same budget.
      let share = isHyperband ? (rungs + count - 1) / count : 1
      return (candidates * share, steps)
    }
  }
}
