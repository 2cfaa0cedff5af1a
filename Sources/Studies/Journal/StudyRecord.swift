import Foundation

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
