import Files
import Foundation

/// Scores candidates from a table of results: JSON lines with `candidate`, `accuracy` and, where they
/// differ, `epochs` and `seed`.
public struct TableEvaluator: Evaluator {
  private struct Row: Decodable {
    var candidate: String
    var accuracy: Double
    var loss: Double?
    var epochs: Int?
    var seed: UInt64?
  }

  private let rows: [String: [Row]]
  private let path: String

  /// Reads the table at `path`; a study's own journal is one.
  ///
  /// - Throws: ``SearchError/invalidDefinition(place:message:)`` when the file can't be read, or holds
  ///   no row with a result.
  public init(path: String) throws {
    guard let text = try? WholeFile.text(of: path) else {
      throw SearchError.invalidDefinition(place: path, message: "the table can't be read")
    }
    let found = text.split(whereSeparator: \.isNewline).compactMap {
      try? JSONDecoder().decode(Row.self, from: Data($0.utf8))
    }
    guard !found.isEmpty else {
      throw SearchError.invalidDefinition(
        place: path,
        message: "found no row, expected lines such as {\"candidate\": \"…\", \"accuracy\": 0.7}")
    }
    rows = Dictionary(grouping: found, by: \.candidate)
    self.path = path
  }

  /// As many as the caller likes: looking something up takes no time.
  public var capacity: Int { .max }

  public func evaluate(
    _ request: EvaluationRequest, control: EvaluationControl
  ) throws -> Evaluation {
    let row = rows[request.candidate]?.first {
      ($0.epochs ?? request.epochs) == request.epochs && ($0.seed ?? request.seed) == request.seed
    }
    guard let row else {
      throw EvaluationFailure(
        cause: "not in the table",
        detail: "\(path) has no result for \(request.candidate) at \(request.epochs) epochs "
          + "under seed \(request.seed)")
    }
    return Evaluation(try Score(.top1, row.accuracy), loss: row.loss)
  }
}
