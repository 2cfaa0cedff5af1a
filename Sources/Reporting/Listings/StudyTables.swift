package import ArchitectureSearch
import CostModel
import Searches
package import Studies

/// The trials of a study as tables: in order, the best, the front.
package enum StudyTables {
  /// All trials in the order of proposals, without times: equal searches give equal tables.
  package static func trials(_ report: StudyReport) -> Table {
    table("Trials in order", report.rows, of: report, notes: [counts(report)])
  }

  /// The trials with the largest rewards, best first.
  package static func best(_ report: StudyReport, count: Int = 10) -> Table {
    table("Best trials", Array(report.ranked.prefix(count)), of: report, notes: [])
  }

  /// The trials that no other beats in accuracy and cost at once.
  package static func front(_ report: StudyReport) -> Table {
    let volume = report.hypervolumes.last.map {
      "Hypervolume, relative to accuracy 0 and the largest cost: "
        + NumberStyle.si(significant: 4).text($0) + "."
    }
    return table(
      "Pareto front of \(report.scoreKind.quantity) and cost", report.front, of: report,
      notes: volume.map { [$0] } ?? [])
  }

  /// The best of a study beside known networks, trained alike.
  package static func comparison(_ comparison: StudyComparison, kind: ScoreKind) -> Table {
    let style = NumberStyle(kind, percentDecimals: 2)
    var table = Table(
      caption: "The study's best beside known networks",
      columns: [
        .text("model", "Model"),
        .number("multiplyAdds", "Multiply-adds", .si(significant: 3)),
        .number("parameters", "Parameters", .si(significant: 3)),
        .number("seeds", "Seeds"),
        .number(kind.key, kind.title, style),
        .number("standardError", "± s.e.", style), .number("reward", "Reward", .decimals(4)),
      ],
      notes: [
        "Costs: exact, at target scale. Trained at the study's proxy scale, for as long, under the "
          + "same seeds, which the search has not used."
      ] + comparison.failed.map { "Left out, as a training of it failed: \($0)." })
    for row in comparison.rows {
      table.append([
        .text(row.name), .integer(row.costs.multiplyAdds), .integer(row.costs.parameters),
        .integer(row.scores.count), .number(row.mean), .optional(row.standardError),
        .optional(row.reward),
      ])
    }
    return table
  }

  /// The studies in `folders`, each with its best; one that can't be read with the reason.
  package static func list(_ folders: [String]) -> Table {
    var table = Table(
      caption: "Studies",
      columns: [
        .text("study", "Study"), .text("kind", "Kind"), .text("subject", "Subject"),
        .number("trained", "Trained"), .number("failed", "Failed"),
        .text("best", "Best candidate"), .number("top1", "Top-1", .percent(decimals: 2)),
        .number("reward", "Reward", .decimals(4)), .text("note", "Note"),
      ],
      notes: folders.isEmpty ? ["There is no study here; `compound search` makes one."] : [])
    for folder in folders {
      do {
        let study = try Study.read(folder: folder)
        let kind = try StudyDefinition(study).kind
        let report = try kind.report(of: study)
        let best = type(of: kind).lacksBest == nil ? report.best : nil
        let failed = report.rows.count { $0.status == .failed }
        table.append([
          .text(folder), .text(study.header.kind), .text(kind.subject),
          .integer(report.distinct - failed), .integer(failed),
          .optional(best?.candidate),
          .optional(
            report.scoreKind == .top1 ? best?.confirmation?.score ?? best?.score : nil),
          .optional(best?.confirmation?.reward ?? best?.reward),
          .text(report.scoreKind == .top1 ? "" : "scored by \(report.scoreKind.quantity)"),
        ])
      } catch {
        table.append([
          .text(folder), .empty, .empty, .empty, .empty, .empty, .empty, .empty,
          .text("\(error)"),
        ])
      }
    }
    return table
  }

  private static func table(
    _ caption: String, _ rows: [StudyReport.Row], of report: StudyReport, notes: [String]
  ) -> Table {
    let scoreStyle = NumberStyle(report.scoreKind, percentDecimals: 2)
    let confirmations = report.candidates.compactMap(\.confirmation)
    var table = Table(
      caption: caption,
      columns: [
        .number("trial", "Trial"), .text("status", "Status"), .text("candidate", "Candidate"),
        .number("multiplyAdds", "Multiply-adds", .si(significant: 3)),
        .number("parameters", "Parameters", .si(significant: 3)),
        .number("epochs", "Epochs"),
        .number(report.scoreKind.key, report.scoreKind.title, scoreStyle),
        .number("standardError", "± s.e.", scoreStyle),
        .number("reward", "Reward", .decimals(4)),
      ] + (confirmations.isEmpty ? [] : confirmationColumns(scoreStyle)) + [.text("note", "Note")],
      notes: notes + [costNote(report.costScale)]
        + (confirmations.first.map { [confirmationNote($0)] } ?? [])
        + (agreement(report).map { [$0] } ?? []))
    for row in rows {
      let confirmation = row.confirmation
      let confirmed: [Cell] = [
        .optional(confirmation?.score), .optional(confirmation?.standardError),
        .optional(confirmation?.reward),
      ]
      table.append(
        [
          .integer(row.trial), .text(row.status.rawValue), .text(row.candidate),
          .optional(row.costs?.multiplyAdds), .optional(row.costs?.parameters),
          .optional(row.epochs), .optional(row.score), .optional(row.standardError),
          .optional(row.reward),
        ] + (confirmations.isEmpty ? [] : confirmed)
          + [.text(row.of.map { "as trial \($0)" } ?? row.cause ?? "")],
        role: row == report.best ? .emphasized : .ordinary)
    }
    return table
  }

  private static func costNote(_ scale: StudyReport.CostScale) -> String {
    switch scale {
    case .target: "Multiply-adds and parameters: exact, at target scale."
    case .trained: "Multiply-adds and parameters: exact, of the networks as they are trained."
    }
  }

  private static func confirmationColumns(_ style: NumberStyle) -> [Column] {
    [
      .number("confirmed", "Confirmed", style), .number("confirmedError", "± s.e.", style),
      .number("confirmedReward", "Confirmed reward", .decimals(4)),
    ]
  }

  private static func confirmationNote(_ confirmation: StudyReport.Confirmation) -> String {
    "Confirmed: trained again, \(confirmation.epochs) epochs under each of "
      + "\(confirmation.seeds) seeds that the search has not used; this decides which is the best."
  }

  private static func agreement(_ report: StudyReport) -> String? {
    guard let agreement = report.nullProxyAgreement else { return nil }
    let text = { (tau: Double?) in tau.map { NumberStyle.decimals(2).text($0) } ?? "undefined" }
    return "Agreement of \(report.scoreKind.quantity) with the null proxies (Kendall's tau at proxy scale): parameters "
      + "\(text(agreement.parameters)), multiply-adds \(text(agreement.multiplyAdds))."
  }

  private static func counts(_ report: StudyReport) -> String {
    "Proposals: \(report.distinct) trained, \(report.repeated) repeated, "
      + "\(report.refused) refused."
  }
}
