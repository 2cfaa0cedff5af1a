public import CostModel
import Statistics

/// The trials of a study in order, its best, its front, and how it got there.
public struct StudyReport: Hashable, Sendable {
  /// One trial, without times: equal searches give equal rows.
  public struct Row: Hashable, Sendable {
    /// The trial's number in the order of proposals, from 0.
    public var trial: Int
    /// How the trial ended.
    public var status: TrialStatus
    /// The candidate in one line that a person can read.
    public var candidate: String
    /// Numbers of the candidate by name, such as `alpha`.
    public var values: [String: Double]
    /// The options chosen, one number per decision of the space; nil outside a space.
    public var choices: [Int]?
    /// Costs at the scale that ``StudyReport/costScale`` says; nil where they are not known.
    public var costs: Figures?
    /// Epochs of the longest training.
    public var epochs: Int?
    /// Trainings at that length, each under a seed of its own.
    public var seeds: Int
    /// The mean over seeds at that length.
    public var score: Double?
    /// The standard error of that mean; nil for one seed.
    public var standardError: Double?
    /// What the objective makes of the mean; nil where the search has no reward.
    public var reward: Double?
    /// What it reached when the search trained its best again.
    public var confirmation: Confirmation?
    /// Further figures that the user's own command gave, by name: means over the seeds.
    public var measures: [String: Double] = [:]
    /// Why it failed, was refused or was ended early.
    public var cause: String?
    /// The trial that it repeats.
    public var of: Int?
  }

  /// One row per trial, in order.
  public var rows: [Row]
  /// The trials with a result under every seed, in order: those that can be the best or on the front.
  public var candidates: [Row]
  /// The same, by reward, or score where there is no reward: the largest first, of equals the
  /// earliest.
  ///
  /// Those that were confirmed come first, by what they reached then.
  public var ranked: [Row] { candidates.sorted(by: isBefore) }
  /// The first of them.
  public var best: Row? { candidates.min(by: isBefore) }
  /// The trials that no other beats in score, before any confirmation, and cost at once, by cost: of
  /// those trained longest, as scores of shorter trainings are no measurement of the same kind.
  public var front: [Row]
  /// The hypervolume of the front after each of ``candidates``, relative to score 0 and the largest cost;
  /// shorter trainings add nothing.
  public var hypervolumes: [Double]
  /// Proposals that were trained.
  public var distinct: Int
  /// Proposals that repeated an earlier one.
  public var repeated: Int
  /// Proposals that broke a budget, drafts that a sampler dropped included.
  public var refused: Int
  /// Of which networks the costs are.
  public var costScale = CostScale.target
  /// What candidates are scored by.
  public let scoreKind: ScoreKind
  /// For a score without training, how its ranking of the candidates agrees with those of the null proxies.
  public var nullProxyAgreement: NullProxyAgreement?

  /// Where costs are counted.
  public enum CostScale: Hashable, Sendable {
    /// On the networks that are searched for.
    case target
    /// On the networks as they were trained.
    case trained
  }

  /// Kendall's τ of a score against the two null proxies; nil where one of them is the same for all.
  public struct NullProxyAgreement: Hashable, Sendable {
    /// Kendall's τ against the number of parameters.
    public var parameters: Double?
    /// Kendall's τ against the multiply-adds.
    public var multiplyAdds: Double?

    package init(parameters: Double?, multiplyAdds: Double?) {
      self.parameters = parameters
      self.multiplyAdds = multiplyAdds
    }
  }

  /// - Parameters:
  ///   - records: the journal.
  ///   - seeds: trainings that a candidate needs before it can be the best or on the front: the
  ///     mean of fewer is no measurement of the same kind.
  ///   - scoreKind: what scores mean.
  ///   - showsMeasures: whether the figures beside the score belong to the result: those of a command
  ///     do, the trainer's are times.
  ///   - score: the reward, where the search has one, and the cost of a trial.
  package init(
    records: [TrialRecord], seeds: Int, scoreKind: ScoreKind = .top1, showsMeasures: Bool = false,
    score: (Double, Figures) -> (reward: Double?, cost: Double)?
  ) {
    self.scoreKind = scoreKind
    let groups = Self.byTrial(records)
    var rows = groups.map { Self.row($0, showsMeasures: showsMeasures) }
    var costs: [Int: Double] = [:]
    for index in rows.indices {
      guard let value = rows[index].score, let figures = rows[index].costs else { continue }
      if let (reward, cost) = score(value, figures) {
        rows[index].reward = reward
        costs[rows[index].trial] = cost
      }
    }
    self.rows = rows
    let scored = rows.filter { $0.score != nil && $0.status == .finished && $0.seeds >= seeds }
    candidates = scored
    let longest = scored.compactMap(\.epochs).max()
    let points = scored.map { row -> [Double]? in
      row.epochs == longest ? [-scoreKind.merit(row.score ?? 0), costs[row.trial] ?? 0] : nil
    }
    let comparable = zip(scored, points).compactMap { row, point in point.map { (row, $0) } }
    front = ParetoFront.indices(of: comparable.map(\.1)).map { comparable[$0].0 }
      .sorted { (costs[$0.trial] ?? 0, $0.trial) < (costs[$1.trial] ?? 0, $1.trial) }
    let reference = [0, (comparable.map { $0.1[1] }.max() ?? 0) * 1.000_001]
    var seen: [[Double]] = []
    var volume = 0.0
    hypervolumes = points.map { point in
      // What another beats, or equals, leaves the front as it is, and most do.
      guard let point,
        !seen.contains(where: { $0 == point || ParetoFront.dominates($0, point) })
      else { return volume }
      seen = ParetoFront.indices(of: seen + [point]).map { (seen + [point])[$0] }
      volume = hypervolume(of: seen, reference: reference)
      return volume
    }
    distinct = rows.count { [.finished, .pruned, .failed].contains($0.status) }
    repeated = rows.count { $0.status == .repeated }
    refused =
      rows.count { $0.status == .refused }
      + groups.reduce(0) { $0 + ($1.first?.refusedBefore ?? 0) }
  }

  /// The records of each trial in the journal's order, trials in theirs.
  private static func byTrial(_ records: [TrialRecord]) -> [ArraySlice<TrialRecord>] {
    let isOrdered = records.indices.dropFirst().allSatisfy {
      records[$0 - 1].trial <= records[$0].trial
    }
    // Of equals the earlier one first: that a trial's records keep their order is part of the result.
    let sorted =
      isOrdered
      ? records
      : records.indices.sorted { (records[$0].trial, $0) < (records[$1].trial, $1) }
        .map { records[$0] }
    var groups: [ArraySlice<TrialRecord>] = []
    var start = 0
    for index in sorted.indices
    where index + 1 == sorted.count
      || sorted[index + 1].trial != sorted[index].trial
    {
      groups.append(sorted[start...index])
      start = index + 1
    }
    return groups
  }

  private static func row(_ records: ArraySlice<TrialRecord>, showsMeasures: Bool) -> Row {
    let first = records[records.startIndex]
    let epochs = records.compactMap { $0.epochs }.max()
    // Of several records of one training, a later one replaces an earlier.
    var bySeed: [UInt64: TrialRecord] = [:]
    for record in records where record.epochs == epochs {
      if let seed = record.seed { bySeed[seed] = record }
    }
    let trainings = bySeed.sorted { $0.key < $1.key }.map(\.value)
    let scores = trainings.compactMap { $0.score }
    let failure = trainings.first { $0.status == .failed }
    let sample = scores.isEmpty || failure != nil ? nil : Sample(scores)
    return Row(
      trial: first.trial, status: failure == nil ? first.settled(trainings) : .failed,
      candidate: first.candidate, values: first.values, choices: first.choices,
      costs: first.costs, epochs: epochs, seeds: trainings.count, score: sample?.mean,
      standardError: sample?.standardError, reward: nil,
      measures: showsMeasures && failure == nil ? means(of: trainings) : [:],
      cause: failure.map { "\($0.cause ?? ""): \($0.detail ?? "")" }
        ?? trainings.first { $0.status == .pruned }?.cause ?? first.cause, of: first.of)
  }
}

extension StudyReport {
  /// The mean of each figure that every training has, `epoch` left out.
  private static func means(of trainings: [TrialRecord]) -> [String: Double] {
    guard let first = trainings.first else { return [:] }
    var means: [String: Double] = [:]
    for name in first.measures.keys where name != "epoch" {
      let values = trainings.compactMap { $0.measures[name] }
      if values.count == trainings.count { means[name] = Sample(values).mean }
    }
    return means
  }

  /// Whether a candidate is better than another.
  private func isBefore(_ left: Row, _ right: Row) -> Bool {
    if (left.confirmation == nil) != (right.confirmation == nil) {
      return left.confirmation != nil
    }
    return (merit(left), right.trial) > (merit(right), left.trial)
  }

  /// What candidates are ordered by, the largest first.
  private func merit(_ row: Row) -> Double {
    row.confirmation.map { $0.reward ?? scoreKind.merit($0.score) }
      ?? row.reward ?? row.score.map(scoreKind.merit) ?? -.infinity
  }
}

extension TrialRecord {
  /// The status of a trial none of whose latest trainings failed.
  fileprivate func settled(_ trainings: [TrialRecord]) -> TrialStatus {
    guard !trainings.isEmpty else { return status }
    return trainings.contains { $0.status == .pruned } ? .pruned : .finished
  }
}
