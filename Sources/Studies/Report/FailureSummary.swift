/// How many trainings of a study failed, and of what.
public struct FailureSummary: Hashable, Sendable, CustomStringConvertible {
  /// Trainings that failed for one cause.
  public struct Cause: Hashable, Sendable {
    /// As recorded: `exit code 3`.
    public let name: String
    /// How many trainings had it.
    public let count: Int
    /// What the first of them left: the last lines of its output, or numbers.
    public let detail: String
  }

  /// Trainings that ended, well or not.
  public let trainings: Int
  /// The commonest first; of equals, the one that came first.
  public let causes: [Cause]

  /// Trainings that failed.
  public var failures: Int { causes.reduce(0) { $0 + $1.count } }

  /// Sums up the trainings of a journal, each as it was last tried; nil where none failed.
  public init?(_ records: [TrialRecord]) {
    self.init(RecordedResults(records))
  }

  init?(_ results: RecordedResults) {
    let failed = results.trainings.filter { $0.value.status == .failed }
      .sorted { $0.key < $1.key }.map(\.value)
    guard !failed.isEmpty else { return nil }
    trainings = results.trainings.count
    var counts: [String: Int] = [:]
    var order: [TrialRecord] = []
    for record in failed {
      let cause = record.cause ?? ""
      if counts[cause] == nil { order.append(record) }
      counts[cause, default: 0] += 1
    }
    causes = order.map {
      Cause(name: $0.cause ?? "", count: counts[$0.cause ?? ""] ?? 0, detail: $0.detail ?? "")
    }.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
      .map(\.element)
  }

  /// What the first failure of the commonest cause left, as a sentence; empty where it left nothing.
  var evidence: String {
    guard let detail = causes.first?.detail, !detail.isEmpty else { return "" }
    return " The commonest, first seen with: \(detail)"
  }

  /// Causes that are named.
  private static let mostCauses = 5

  /// `6 of 9 trainings failed: exit code 3 (4), time limit (2)`.
  public var description: String {
    let named = causes.prefix(Self.mostCauses).map { "\($0.name) (\($0.count))" }
    let others = causes.dropFirst(Self.mostCauses).reduce(0) { $0 + $1.count }
    return "\(failures) of \(trainings) trainings failed: "
      + (named + (others > 0 ? ["other causes (\(others))"] : [])).joined(separator: ", ")
  }
}
