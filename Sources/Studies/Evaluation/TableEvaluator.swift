import Files
import Foundation

/// Scores candidates from a table of results: JSON lines with `candidate`, `accuracy` (from 0 to 1)
/// and, where they differ, `epochs` and `seed`.
///
/// Of lines that answer the same question the last counts, as it does among a command's; lines
/// without an accuracy, such as those of failed trials, say nothing.
public struct TableEvaluator: Evaluator {
  private let lines: [String: [ResultLine]]
  private let path: String

  /// Reads the table at `path`; a study's own journal is one.
  ///
  /// - Throws: ``SearchError/invalidDefinition(place:message:)`` when the file can't be read, holds a
  ///   line that is no result (with its number), or none at all.
  public init(path: String) throws {
    guard let text = try? WholeFile.text(of: path) else {
      throw SearchError.invalidDefinition(place: path, message: "the table can't be read")
    }
    do {
      let found = try ResultLine.read(text).filter { $0.score != nil }
      if let stray = found.first(where: { $0.candidate == nil }) {
        throw UnreadableResult(
          line: stray.number, reason: "an accuracy without a `candidate`, the name of its network")
      }
      lines = Dictionary(grouping: found) { $0.candidate ?? "" }
    } catch let error as UnreadableResult {
      throw SearchError.invalidDefinition(place: "\(path):\(error.line)", message: error.reason)
    }
    guard !lines.isEmpty else {
      throw SearchError.invalidDefinition(
        place: path,
        message: "found no result, expected lines such as "
          + "{\"candidate\": \"…\", \"accuracy\": 0.7}")
    }
    self.path = path
  }

  /// As many as the caller likes: looking something up takes no time.
  public var capacity: Int { .max }

  public func evaluate(
    _ request: EvaluationRequest, control: EvaluationControl
  ) throws -> Evaluation {
    let line = lines[request.candidate]?.last {
      ($0.epochs ?? request.epochs) == request.epochs && ($0.seed ?? request.seed) == request.seed
    }
    guard let line, let score = line.score else {
      throw EvaluationFailure(
        cause: "not in the table",
        detail: "\(path) has no result for \(request.candidate) at \(request.epochs) epochs "
          + "under seed \(request.seed)")
    }
    return Evaluation(score, loss: line.loss)
  }
}
