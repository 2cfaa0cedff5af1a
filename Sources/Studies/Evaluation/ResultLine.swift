import Files
import Foundation

/// One line of results that came from outside: of a command, or of a table.
///
/// Both are JSON lines under one rule: each is an object; an accuracy is a number from 0 to 1; where
/// several lines answer the same question, the last does.
struct ResultLine: Decodable, Sendable {
  /// The line's number in its file, from 1.
  private(set) var number = 0
  private(set) var candidate: String?
  private(set) var epochs: Int?
  private(set) var seed: UInt64?
  private(set) var loss: Double?
  /// What the candidate reached; nil on a line without an `accuracy`: progress, or a trial that
  /// failed.
  private(set) var score: Score?
  /// Every number of the line by name, the ones above among them.
  private(set) var numbers: [String: Double] = [:]

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    candidate = try values.decodeIfPresent(String.self, forKey: "candidate")
    epochs = try values.decodeIfPresent(Int.self, forKey: "epochs")
    seed = try values.decodeIfPresent(UInt64.self, forKey: "seed")
    loss = try values.decodeIfPresent(Double.self, forKey: "loss")
    if let accuracy = try values.decodeIfPresent(Double.self, forKey: "accuracy") {
      score = try Score(.top1, accuracy)
    }
    for key in values.allKeys {
      // Truth values and texts are no figures; JSON's own decoder tells them from numbers.
      if let number = try? values.decode(Double.self, forKey: key) {
        numbers[key.stringValue] = number
      }
    }
  }

  /// Reads every line of `text`; empty ones count and say nothing.
  ///
  /// - Throws: ``UnreadableResult`` naming the first line that breaks the rule.
  static func read(_ text: String) throws(UnreadableResult) -> [ResultLine] {
    var lines: [ResultLine] = []
    for (index, line) in text.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline
    ).enumerated()
    where !line.allSatisfy(\.isWhitespace) {
      lines.append(try read(line, number: index + 1))
    }
    return lines
  }

  private static func read(
    _ line: Substring, number: Int
  ) throws(UnreadableResult) -> ResultLine {
    let decoder = JSONDecoder()
    // As journals write them: a diverged loss is no reason to refuse a study as a table.
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      var result = try decoder.decode(ResultLine.self, from: Data(line.utf8))
      result.number = number
      return result
    } catch let failure as EvaluationFailure {
      throw UnreadableResult(line: number, reason: failure.detail)
    } catch DecodingError.typeMismatch(let type, let context) where !context.codingPath.isEmpty {
      let key = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw UnreadableResult(
        line: number,
        reason: "\(key): expected a \(type == String.self ? "text" : "number"), found "
          + shortened(line))
    } catch {
      throw UnreadableResult(
        line: number,
        reason: "found \(shortened(line)), expected an object such as {\"accuracy\": 0.71}")
    }
  }

  private static func shortened(_ line: Substring) -> String {
    line.count > 120 ? line.prefix(120) + "…" : String(line)
  }

  /// A key of the line, whatever its name.
  private struct Key: CodingKey, ExpressibleByStringLiteral {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init(stringLiteral value: String) { stringValue = value }
    init?(intValue: Int) { nil }
  }
}

/// A line of results that breaks the rule.
struct UnreadableResult: Error {
  /// From 1.
  let line: Int
  /// What was found and what was expected.
  let reason: String
}
