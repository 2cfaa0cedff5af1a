import Searches
import Studies

/// What a study's journal holds, for programs: every training under its seed, the curves, and the
/// study in one row.
enum TrainingRecordTables {
  /// One row per training, in the order of trials; a later one of the same replaces an earlier.
  static func trainings(_ study: Study, kind: ScoreKind) -> Table {
    let records = trained(study)
    var columns: [Column<TrialRecord>] = [
      .integer("trial", "Trial") { $0.trial },
      .text("candidate", "Candidate") { $0.candidate },
      .integer("epochs", "Epochs") { $0.epochs },
      .cells("seed", "Seed") { seed($0) },
      .text("status", "Status") { $0.status.rawValue },
      .number(kind.key, kind.title) { $0.score },
      .number("loss", "Loss") { $0.loss },
      .number("secondsTaken", "Seconds") { $0.seconds },
      .text("cause", "Cause") { $0.cause },
      .text("detail", "Detail") { $0.detail },
    ]
    let taken = Set(columns.map(\.heading.key))
    columns += Set(records.flatMap(\.measures.keys)).subtracting(taken).sorted().map { name in
      .number(name, name) { $0.measures[name] }
    }
    return Table(caption: "Trainings", columns: columns, rows: records)
  }

  /// One row per point of each training's curve.
  static func curves(_ study: Study, kind: ScoreKind) -> Table {
    let points = trained(study).flatMap { record in
      (record.curve ?? []).map { (record: record, point: $0) }
    }
    return Table(
      caption: "Curves",
      columns: [
        .integer("trial", "Trial") { $0.record.trial },
        .integer("epochs", "Of") { $0.record.epochs },
        .cells("seed", "Seed") { seed($0.record) },
        .number("epoch", "Epoch") { $0.point.epoch },
        .number(kind.key, kind.title) { $0.point.score },
      ], rows: points)
  }

  /// The study in one row: what it is, how many of what, and what its notes say in numbers.
  static func summary(_ study: Study, _ kind: any StudyKind, _ report: StudyReport) -> Table {
    let hasBest = type(of: kind).lacksBest == nil
    let hasFront = type(of: kind).lacksFront == nil
    return Table(
      caption: "The study",
      columns: [
        .text("kind", "Kind") { $0.header.kind },
        .text("subject", "Subject") { _ in kind.subject },
        .cells("seed", "Seed") { .digits(String($0.header.seed)) },
        .text("score", "Score") { _ in report.scoreKind.key },
        .integer("trained", "Trained") { _ in report.distinct },
        .integer("failed", "Failed") { _ in report.rows.count { $0.status == .failed } },
        .integer("repeated", "Repeated") { _ in report.repeated },
        .integer("refused", "Refused") { _ in report.refused },
        .integer("best", "Best trial") { _ in hasBest ? report.best?.trial : nil },
        .number("hypervolume", "Hypervolume") { _ in hasFront ? report.hypervolumes.last : nil },
        .number("tauWithParameters", "τ with parameters") { _ in
          report.nullProxyAgreement?.parameters
        },
        .number("tauWithMultiplyAdds", "τ with multiply-adds") { _ in
          report.nullProxyAgreement?.multiplyAdds
        },
      ], rows: [study])
  }

  private static func seed(_ record: TrialRecord) -> Cell {
    record.seed.map { .digits(String($0)) } ?? .empty
  }

  private static func trained(_ study: Study) -> [TrialRecord] {
    var latest: [TrainingKey: TrialRecord] = [:]
    for record in study.records {
      guard let epochs = record.epochs, let seed = record.seed else { continue }
      latest[TrainingKey(trial: record.trial, epochs: epochs, seed: seed)] = record
    }
    return latest.sorted { $0.key < $1.key }.map(\.value)
  }
}
