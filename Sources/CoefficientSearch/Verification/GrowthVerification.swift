import CostModel
public import Statistics
public import Studies

/// Whether the choice of a search by response surface stands: what it reaches beside other ways to
/// grow, all trained under seeds that the search has not used.
public struct GrowthVerification: Hashable, Sendable {
  /// One network.
  public struct Row: Hashable, Sendable {
    /// The ways to grow that it stands for; none for the baseline.
    public let ways: [String]
    /// The network in a few words.
    public let network: String
    /// Its multiply-adds ÷ the baseline's.
    public let ratio: Double
    /// What it reached, a score for each seed.
    public let scores: Sample
    /// The mean by which it is behind the choice; negative where it is ahead, nil for the choice.
    public let behind: Double?
    /// What holds that difference with 95 %; nil for a single seed.
    public let interval: ClosedRange<Double>?
  }

  /// Epochs of each training.
  public let epochs: Int
  /// Trainings of each network.
  public let seeds: Int
  /// How far the choice can be behind the best way at most, as the search stated it.
  public let regretBound: Double
  /// The baseline, the choice, then the others.
  public let rows: [Row]
  /// Networks left out, as one of their trainings failed.
  public let failed: [String]

  /// - Throws: `SearchError.emptySearch(reason:)` where a training of the choice failed.
  public init(_ study: GrowthVerificationStudy, _ scores: NetworkScores) throws {
    let members = study.trainings.members
    epochs = study.trainings.epochs[study.trainings.epochs.count - 1]
    seeds = study.trainings.seeds.count
    regretBound = study.claim.regretBound
    let samples = members.indices.map { [epochs] index in
      scores.scores(of: index, epochs: epochs).map(Sample.init)
    }
    let chosen = study.claim.ways.firstIndex { !$0.isEmpty }
    guard let chosen, let choice = samples[chosen] else {
      throw SearchError.emptySearch(reason: "a training of what the search chose failed")
    }
    // The baseline is the first.
    let least = Double(members[0].costs.multiplyAdds)
    rows = members.indices.compactMap { index in
      samples[index].map { sample in
        Row(
          ways: study.claim.ways[index], network: members[index].name,
          ratio: Double(members[index].costs.multiplyAdds) / least, scores: sample,
          behind: index == chosen ? nil : choice.mean - sample.mean,
          interval: index == chosen ? nil : choice.difference(to: sample))
      }
    }
    failed = members.indices.filter { samples[$0] == nil }.map { members[$0].name }
  }

  /// Whether no other way is ahead of the choice by more than the search's bound, beyond the error.
  public var isHeld: Bool {
    rows.allSatisfy { row in
      row.ways.isEmpty || (row.interval?.upperBound ?? row.behind ?? 0) >= -regretBound
    }
  }
}
