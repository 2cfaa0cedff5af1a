public import CostModel
import Foundation

/// The first line of a study's journal.
public struct StudyHeader: Codable, Hashable, Sendable {
  /// The version of the journal's format that this code reads and writes.
  public static let currentVersion = 1

  public var version: Int
  /// What kind of search the study belongs to: `coefficients` or `architecture`.
  public var kind: String
  /// Digest of the definition; a study goes on only with the definition it was started with.
  public var definition: String
  public var seed: UInt64

  public init(kind: String, definition: String, seed: UInt64) {
    version = Self.currentVersion
    self.kind = kind
    self.definition = definition
    self.seed = seed
  }
}

/// How a trial, or one training of it, ended.
public enum TrialStatus: String, Codable, Hashable, Sendable, CaseIterable {
  /// Trained and scored.
  case finished
  /// Could not be trained or scored; the record has the cause.
  case failed
  /// Never trained, as it breaks a budget or a constraint; the record says which.
  case refused
  /// Never trained, as an earlier trial is the same network.
  case repeated
}

/// One line of a study's journal after the first: a trial, or one training of it.
public struct TrialRecord: Codable, Hashable, Sendable {
  /// The trial's number in the order of proposals, from 0.
  public var trial: Int
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
  /// Top-1 accuracy at proxy scale in `0 ... 1`, or the score of another accuracy source.
  public var accuracy: Double?
  /// Loss on the held-out images.
  public var loss: Double?
  /// Further figures of the evaluator, by name.
  public var measures: [String: Double] = [:]
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

  public init(trial: Int, status: TrialStatus, candidate: String) {
    self.trial = trial
    self.status = status
    self.candidate = candidate
  }
}

/// One line of the journal.
enum StudyRecord: Hashable, Sendable {
  case study(StudyHeader)
  case trial(TrialRecord)
}

extension StudyRecord: Codable {
  private enum CodingKeys: String, CodingKey { case record }
  private enum Kind: String, Codable { case study, trial }

  init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: CodingKeys.self).decode(Kind.self, forKey: .record) {
    case .study: self = .study(try StudyHeader(from: decoder))
    case .trial: self = .trial(try TrialRecord(from: decoder))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .study(let header):
      try container.encode(Kind.study, forKey: .record)
      try header.encode(to: encoder)
    case .trial(let trial):
      try container.encode(Kind.trial, forKey: .record)
      try trial.encode(to: encoder)
    }
  }
}

extension StudyRecord {
  /// The record as one line of JSON with sorted keys, newline included.
  func line() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    var data = try encoder.encode(self)
    data.append(UInt8(ascii: "\n"))
    return data
  }

  init(line: Data) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    self = try decoder.decode(StudyRecord.self, from: line)
  }
}
