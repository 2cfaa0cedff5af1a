public import CostModel

/// One line of a study's journal after the first: a trial, or one training of it.
public struct TrialRecord: Codable, Hashable, Sendable {
  /// The trial's number in the order of proposals, from 0.
  public var trial: Int
  /// How the trial, or this training of it, ended.
  public var status: TrialStatus
  /// The candidate in one line that a person can read.
  public var candidate: String
  /// The candidate's numbers by name (`alpha`, `beta`, …), where it has any.
  public var values: [String: Double] = [:]
  /// The options chosen, one number per decision of the space; nil outside a space.
  public var choices: [Int]?
  /// Exact costs at target scale, known before any training.
  public var costs: Figures?
  /// Epochs of this training; nil when nothing was trained.
  public var epochs: Int?
  /// Seed of this training; nil when nothing was trained.
  public var seed: UInt64?
  /// What it reached at proxy scale, of the kind that the study's evaluator gives.
  public var score: Double?
  /// Loss on the held-out images.
  public var loss: Double?
  /// Further figures of the evaluator, by name.
  public var measures: [String: Double] = [:]
  /// What the training had reached on the way, where it told; its last point is what it ended with.
  public var curve: [CurvePoint]?
  /// For `failed` and `refused`: the cause, equal for equal causes.
  public var cause: String?
  /// For `failed`: where and with which numbers it happened.
  public var detail: String?
  /// For `repeated`: the trial that this one repeats.
  public var of: Int?
  /// Proposals over a budget that the sampler drew, and dropped, before this one.
  public var refusedBefore: Int?
  /// Seconds that the training took; not part of any result.
  public var seconds: Double?

  /// Makes a record without figures.
  public init(trial: Int, status: TrialStatus, candidate: String) {
    self.trial = trial
    self.status = status
    self.candidate = candidate
  }

  /// The journal's keys, where every kind of score stands under `accuracy`.
  private enum CodingKeys: String, CodingKey {
    case trial, status, candidate, values, choices, costs, epochs, seed, loss, measures, curve,
      cause
    case detail, of, refusedBefore, seconds
    case score = "accuracy"
  }
}
