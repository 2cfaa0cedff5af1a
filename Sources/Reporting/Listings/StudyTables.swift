package import ArchitectureSearch
package import CostModel
import Searches
package import Studies

/// The trials of a study as tables: in order, the best, the front.
package enum StudyTables {
  /// All trials in the order of proposals, without times: equal searches give equal tables.
  ///
  /// - Parameters:
  ///   - report: the trials.
  ///   - baseline: the trial that they are compared with and that is none of them, where there is one.
  ///   - details: further columns, for programs.
  /// - Returns: a row a trial.
  static func trials(
    _ report: StudyReport, baseline: StudyReport.Row? = nil, details: StudyDetails? = nil
  ) -> Table {
    table(
      "Trials in order", (baseline.map { [$0] } ?? []) + report.rows, of: report, details,
      notes: [counts(report)])
  }

  /// The trials with the largest rewards, best first.
  package static func best(_ report: StudyReport, count: Int = 10) -> Table {
    best(report, count: count, details: nil)
  }

  /// The same with further columns, for programs.
  static func best(_ report: StudyReport, count: Int, details: StudyDetails?) -> Table {
    table("Best trials", Array(report.ranked.prefix(count)), of: report, details, notes: [])
  }

  /// The trials that no other beats in accuracy and cost at once.
  ///
  /// - Parameters:
  ///   - report: the trials.
  ///   - cost: the cost beside the score.
  /// - Returns: the table, with the hypervolume below it.
  package static func front(_ report: StudyReport, cost: Metric = .multiplyAdds) -> Table {
    front(report, cost: cost, details: nil)
  }

  /// The same with further columns, for programs.
  static func front(_ report: StudyReport, cost: Metric, details: StudyDetails?) -> Table {
    let volume = report.hypervolumes.last.map {
      "Hypervolume, relative to accuracy 0 and the largest cost: "
        + "\(NumberStyle.si(significant: 4).text($0)) "
        + "(\(CostAxis.volumeUnit(report.scoreKind, cost)))."
    }
    return table(
      "Pareto front of \(report.scoreKind.quantity) and cost", report.front, of: report, details,
      notes: volume.map { [$0] } ?? [])
  }

  /// The best of a study beside known networks, trained alike.
  package static func comparison(_ comparison: StudyComparison, kind: ScoreKind) -> Table {
    let style = NumberStyle(kind, percentDecimals: 2)
    return Table(
      caption: "The study's best beside known networks",
      columns: [
        .text("model", "Model") { $0.name },
        .integer("multiplyAdds", "Multiply-adds", .si(significant: 3)) { $0.costs.multiplyAdds },
        .integer("parameters", "Parameters", .si(significant: 3)) { $0.costs.parameters },
        .integer("seeds", "Seeds") { $0.scores.count },
        .number(kind.key, kind.title, style) { $0.mean },
        .number("standardError", "± s.e.", style) { $0.standardError },
        .number("reward", "Reward", .decimals(4)) { $0.reward },
      ],
      rows: comparison.rows,
      notes: [
        "Costs: exact, at target scale. Trained at the study's proxy scale, for as long, under the "
          + "same seeds, which the search has not used."
      ] + comparison.failed.map { "Left out, as a training of it failed: \($0)." })
  }

  /// The studies in `folders`, each with its best; one that can't be read with the reason.
  package static func list(_ folders: [String]) -> Table {
    Table(
      caption: "Studies",
      columns: [
        .text("study", "Study") { $0.folder },
        .text("kind", "Kind") { $0.found?.kind },
        .text("subject", "Subject") { $0.found?.subject }.minor,
        .integer("trained", "Trained") { $0.found?.trained },
        .integer("failed", "Failed") { $0.found?.failed }.minor,
        .text("best", "Best candidate") { $0.found?.best?.candidate }.whole,
        .number("top1", "Top-1", .percent(decimals: 2)) { row in
          guard let found = row.found, found.scoreKind == .top1 else { return nil }
          return found.best?.confirmation?.score ?? found.best?.score
        },
        .number("reward", "Reward", .decimals(4)) {
          $0.found?.best?.confirmation?.reward ?? $0.found?.best?.reward
        },
        .text("note", "Note") { row in
          guard let kind = row.found?.scoreKind else { return row.failure ?? "" }
          return kind == .top1 ? "" : "scored by \(kind.quantity)"
        },
      ],
      rows: folders.map(ListedStudy.init),
      notes: folders.isEmpty ? ["There is no study here; `compound search` makes one."] : [])
  }

  /// A study in a list: what it holds, or why it can't be read.
  private struct ListedStudy {
    struct Content {
      let kind: String
      let subject: String
      let trained: Int
      let failed: Int
      let best: StudyReport.Row?
      let scoreKind: ScoreKind

      init(folder: String) throws {
        let study = try Study.read(folder: folder)
        let definition = try StudyDefinition(study).kind
        let report = try definition.report(of: study)
        kind = study.header.kind
        subject = definition.subject
        failed = report.rows.count { $0.status == .failed }
        trained = report.distinct - failed
        best = type(of: definition).lacksBest == nil ? report.best : nil
        scoreKind = report.scoreKind
      }
    }

    let folder: String
    var found: Content?
    var failure: String?

    init(folder: String) {
      self.folder = folder
      do {
        found = try Content(folder: folder)
      } catch {
        failure = "\(error)"
      }
    }
  }

  private static func table(
    _ caption: String, _ rows: [StudyReport.Row], of report: StudyReport,
    _ details: StudyDetails?, notes: [String]
  ) -> Table {
    let scoreStyle = NumberStyle(report.scoreKind, percentDecimals: 2)
    // Once, and not for every row: it is found by looking at all of them.
    let best = report.best
    let confirmation = report.candidates.lazy.compactMap(\.confirmation).first
    var columns: [Column<StudyReport.Row>] = [
      .integer("trial", "Trial") { $0.trial },
      .text("status", "Status") { $0.status.rawValue }.minor,
      .text("candidate", "Candidate") { $0.candidate }.essential.whole,
      .integer("multiplyAdds", "Multiply-adds", .si(significant: 3)) { $0.costs?.multiplyAdds },
      .integer("parameters", "Parameters", .si(significant: 3)) { $0.costs?.parameters }.minor,
    ]
    columns += predicted(rows)
    columns += [
      .integer("epochs", "Epochs") { $0.epochs }.minor,
      .number(report.scoreKind.key, report.scoreKind.title, scoreStyle) { $0.score }.essential,
      .number("standardError", "± s.e.", scoreStyle) { $0.standardError }.essential,
      .number("reward", "Reward", .decimals(4)) { $0.reward },
    ]
    columns += Set(rows.flatMap(\.measures.keys)).sorted().prefix(mostMeasures).map { name in
      .number(name, name, .significant(4)) { $0.measures[name] }
    }
    if confirmation != nil {
      columns += [
        .number("confirmed", "Confirmed", scoreStyle) { $0.confirmation?.score }.essential,
        .number("confirmedError", "± s.e.", scoreStyle) { $0.confirmation?.standardError }
          .essential,
        .number("confirmedReward", "Confirmed reward", .decimals(4)) { $0.confirmation?.reward },
      ]
    }
    columns.append(
      .text("note", "Note") { row in row.of.map { "as trial \($0)" } ?? row.cause ?? "" })
    let shown = Set(columns.map(\.heading.key))
    columns += (details?.columns ?? []).filter { !shown.contains($0.heading.key) }
    return Table(
      caption: caption, columns: columns, rows: rows,
      notes: notes + [costNote(report.costScale)]
        + (confirmation.map { [confirmationNote($0)] } ?? [])
        + (agreement(report).map { [$0] } ?? []),
      isEmphasized: { $0.trial == best?.trial })
  }

  /// So many figures of a command's have a column; the study's journal has all.
  private static let mostMeasures = 6

  /// The costs that a search worked out beside the sums.
  private static func predicted(_ rows: [StudyReport.Row]) -> [Column<StudyReport.Row>] {
    let columns: [(Metric, Column<StudyReport.Row>)] = [
      (.memory, .integer("memory", "Memory", .bytes(significant: 3)) { $0.costs?.memory }),
      (.latency, .number("latency", "Latency", .seconds(significant: 3)) { $0.costs?.latency }),
      (
        .measuredLatency,
        .number("measuredLatency", "Measured", .seconds(significant: 3)) {
          $0.costs?.measuredLatency
        }
      ),
    ]
    return columns.filter { metric, _ in rows.contains { $0.costs?[metric] != nil } }.map(\.1)
  }

  private static func costNote(_ scale: StudyReport.CostScale) -> String {
    switch scale {
    case .target: "Multiply-adds and parameters: exact, at target scale."
    case .trained: "Multiply-adds and parameters: exact, of the networks as they are trained."
    }
  }

  private static func confirmationNote(_ confirmation: StudyReport.Confirmation) -> String {
    "Confirmed: trained again, \(confirmation.epochs) epochs under each of "
      + "\(confirmation.seeds) seeds that the search has not used; this decides which is the best."
  }

  private static func agreement(_ report: StudyReport) -> String? {
    guard let agreement = report.nullProxyAgreement else { return nil }
    let text = { (tau: Double?) in tau.map { NumberStyle.decimals(2).text($0) } ?? "undefined" }
    return
      "Agreement of \(report.scoreKind.quantity) with the null proxies (Kendall's tau at proxy scale): parameters "
      + "\(text(agreement.parameters)), multiply-adds \(text(agreement.multiplyAdds))."
  }

  private static func counts(_ report: StudyReport) -> String {
    "Proposals: \(report.distinct) trained, \(report.repeated) repeated, "
      + "\(report.refused) refused."
  }
}
