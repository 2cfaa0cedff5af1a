import ArchitectureSearch
import Architectures
import CoefficientSearch
import CostModel
import Foundation
import Interchange
import ModelZoo
import Searches
import Studies
import TrainingRecipes

extension StudyPage.Chapter {
  /// So many trials have a row; the others stand in the files of `study export`.
  private static let mostRows = 1500
  /// So many architectures stand beside the baseline.
  private static let mostArchitectures = 4

  /// What follows the answer, in order; a part that can't be made says why.
  func sections(_ context: StudyPage.Context) -> [ReportSection] {
    [
      asked(context), front(), answers(), mattered(), errors(), curves(), architectures(),
      compared(), family(), trials(), files(),
    ].compactMap { section in section.flatMap { $0.blocks.isEmpty ? nil : $0 } }
  }

  /// Blocks, or why there are none.
  private func attempt(_ body: () throws -> [ReportBlock]) -> [ReportBlock] {
    do { return try body() } catch { return [.paragraph("Not there: \(error)")] }
  }

  // MARK: Results

  private func front() -> ReportSection? {
    guard case .architecture(let search) = definition, !report.candidates.isEmpty else {
      return nil
    }
    return ReportSection(
      "The front",
      attempt {
        let charts = try StudyCharts.charts(of: study)
        return charts.filter { $0.name == "front" }.map { .chart($0.chart, name: $0.name) } + [
          .table(StudyTables.front(report, cost: search.objective.cost), .plain),
          .table(StudyTables.best(report, count: 10), .plain),
        ] + charts.filter { $0.name != "front" }.map { .chart($0.chart, name: $0.name) }
      })
  }

  /// The tables and charts of what was found; nil while there is no answer, which the page has said.
  private func answers() -> ReportSection? {
    (try? answerBlocks()).map { ReportSection("The answer in figures", $0) }
  }

  private func answerBlocks() throws -> [ReportBlock] {
    switch try found?.get() {
    case .surface(let report):
      let charts = SurfaceCharts.charts(report)
      return SurfaceTables.sections(report).filter { $0.key != "family" }.flatMap {
        key, table -> [ReportBlock] in
        let name = ["growth": "surface", "effects": "effects", "checks": "checks"][key]
        return [.table(table, .plain)]
          + charts.filter { $0.name == name }.map { .chart($0.chart, name: $0.name) }
      }
    case .grid(let report):
      return [
        .table(CoefficientTables.best(report), .plain),
        .table(CoefficientTables.ranking(report), .plain),
      ] + (try StudyCharts.charts(of: study)).map { .chart($0.chart, name: $0.name) }
    case nil:
      if case .architecture = definition { return [] }
      return try StudyCharts.charts(of: study).map { .chart($0.chart, name: $0.name) }
        + StudySections.answers(definition, of: study).map { .table($0.table, .plain) }
    }
  }

  private func mattered() -> ReportSection? {
    guard case .architecture(let search) = definition, !report.candidates.isEmpty else {
      return nil
    }
    return ReportSection(
      "What mattered",
      attempt {
        guard let table = try DecisionTable.table(report, of: search) else {
          return [.paragraph("Too few trials to tell.")]
        }
        return [.table(table, .plain)]
      })
  }

  private func errors() -> ReportSection? {
    ErrorDistributionChart.chart([(name: name, report: report)]).map {
      ReportSection("Errors of all trials", [.chart($0, name: "errors")])
    }
  }

  private func curves() -> ReportSection? {
    TrainingCurvesChart.chart(study.records, report).map {
      ReportSection("Training curves", [.chart($0, name: "curves")])
    }
  }

  // MARK: Networks

  private func architectures() -> ReportSection? {
    guard let shown = try? shownArchitectures(), !shown.isEmpty else { return nil }
    return ReportSection(
      "The best architectures",
      attempt {
        let stages = try StageComparisonTable(shown)
        return [.table(stages.table, ReportTableStyle(marked: stages.differing))]
      })
  }

  /// The baseline, then the best.
  private func shownArchitectures() throws -> [(name: String, architecture: Architecture)] {
    let kind = definition.kind
    switch definition {
    case .architecture:
      let best = try report.ranked.prefix(Self.mostArchitectures).map { row in
        (
          name: "trial \(row.trial)",
          architecture: try kind.architecture(of: row, in: study, phi: nil)
        )
      }
      // A baseline of other stages would differ everywhere; the best are beside one another then.
      guard let baseline = try ModelZoo.model(named: "efficientnet-b0").architecture,
        best.first?.architecture.stages.count == baseline.stages.count
      else { return best }
      return [(name: "efficientnet-b0", architecture: baseline)] + best
    case .coefficients, .surface:
      return [
        (subject, try study.baseline()),
        ("at φ = 1", try kind.bestArchitecture(in: study, phi: 1)),
        ("at φ = 2", try kind.bestArchitecture(in: study, phi: 2)),
      ]
    case .proxyCheck, .scaling, .comparison, .verification: return []
    }
  }

  /// What the best of the search reached beside others, trained later.
  private func compared() -> ReportSection? {
    let blocks = comparisons.flatMap { chapter in
      attempt {
        try StudySections.answers(chapter.definition, of: chapter.study).map {
          .table($0.table, .plain)
        }
      }
    }
    return blocks.isEmpty ? nil : ReportSection("Trained beside others", blocks)
  }

  private func family() -> ReportSection? {
    guard let members = try? found?.get().family, !members.isEmpty else { return nil }
    return ReportSection(
      "The family",
      attempt {
        [
          .table(CoefficientTables.family(members), .plain),
          .table(try FamilyTable.table(members), .plain),
        ]
      })
  }

  // MARK: Everything

  private func trials() -> ReportSection {
    var shown = report
    var notes: [String] = []
    if report.rows.count > Self.mostRows {
      let best = Set(report.ranked.prefix(Self.mostRows).map(\.trial))
      shown.rows = report.rows.filter { best.contains($0.trial) }
      notes = [
        "The best \(Self.mostRows) of \(report.rows.count); `compound study export` writes all."
      ]
    }
    var table = StudyTables.trials(shown)
    table.notes += notes
    var blocks: [ReportBlock] = [.table(table, ReportTableStyle(isSearchable: true))]
    if let failures = FailureSummary(study.records) {
      blocks.insert(.paragraph("\(failures)."), at: 0)
    }
    return ReportSection("All trials", blocks)
  }

  private func files() -> ReportSection {
    ReportSection(
      "Files",
      attempt {
        var downloads = try tables().map { key, table in
          ReportDownload(
            name: key + ".csv", type: "text/csv", content: CSVFormat().render(table))
        }
        for (name, architecture) in (try? shownArchitectures()) ?? []
        where name != "efficientnet-b0" && name != subject {
          let file = name.replacingOccurrences(of: " = ", with: "").replacingOccurrences(
            of: " ", with: "-")
          downloads.append(
            ReportDownload(
              name: file + ".yaml", type: "text/yaml",
              content: ArchitectureFile.text(of: architecture)))
        }
        return [.downloads(downloads)]
      })
  }

  /// What programs read: all columns of the trials, and the tables of the answer.
  private func tables() throws -> StudySections.Sections {
    try StudySections.all(study, isDetailed: true).filter { key, table in
      !table.columns.isEmpty && (key != "trials" || report.rows.count <= Self.mostRows)
    }
  }
}
