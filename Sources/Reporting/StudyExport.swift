import Files
import Interchange
import Searches
package import Studies

/// Writes what a study found as files for people and other programs.
package struct StudyExport {
  private let study: Study

  package init(_ study: Study) {
    self.study = study
  }

  /// Writes the charts into `folder`, each whole or not at all.
  ///
  /// - Parameters:
  ///   - folder: where they go; made where it is not there.
  ///   - format: the form of the drawings.
  /// - Returns: the names of the files.
  /// - Throws: `FileError` when a file can't be written, `SearchError` when the study can't be read,
  ///   ``PictureError`` when the system can't make the format.
  @discardableResult
  package func writeCharts(
    to folder: String, as format: PictureFormat = .svg
  ) throws -> [String] {
    let files = try OutputFolder(folder)
    return try StudyCharts.charts(of: study).map { name, chart in
      try files.write(
        format.bytes(SVGChart.render(chart)), name: "\(name).\(format.rawValue)")
    }
  }

  /// Writes tables in all formats, charts, the best architecture and those of the front into `folder`,
  /// as far as the study's kind has them.
  ///
  /// What people see has the columns of `compound study show`; CSV and JSON have more (``StudyDetails``),
  /// and there are tables for programs alone: every training under its seed, the curves, the study in a
  /// row.
  ///
  /// - Parameters:
  ///   - folder: where they go; made where it is not there.
  ///   - pictures: the form of the charts.
  /// - Returns: the names of the files, within `folder`.
  /// - Throws: as ``writeCharts(to:as:)``.
  package func write(
    to folder: String, pictures: PictureFormat = .svg
  ) throws -> [String] {
    let definition = try StudyDefinition(study)
    let report = try definition.kind.report(of: study)
    let output = try OutputFolder(folder)
    var files: [String] = []
    let forPeople = try tables(definition, report, isDetailed: false)
    var forPrograms = try tables(definition, report, isDetailed: true)
    forPrograms.append(("trainings", TrainingRecordTables.trainings(study, kind: report.scoreKind)))
    let curves = TrainingRecordTables.curves(study, kind: report.scoreKind)
    // A header alone has no types to read.
    if !curves.rows.isEmpty { forPrograms.append(("curves", curves)) }
    forPrograms.append(("study", TrainingRecordTables.summary(study, definition.kind, report)))
    for format in OutputFormat.allCases {
      for (name, table) in format.isForPrograms ? forPrograms : forPeople {
        let text = format.writer().render(table)
        files.append(try output.write(text, name: "\(name).\(format.suffix)"))
      }
    }
    files += try writeCharts(to: folder, as: pictures)
    return try files + writeArchitectures(report, definition.kind, to: output)
  }

  /// The trials, the ranking and the front where the kind has them, and what a study answers.
  private func tables(
    _ definition: StudyDefinition, _ report: StudyReport, isDetailed: Bool
  ) throws -> StudySections.Sections {
    var tables = try StudySections.all(study, isDetailed: isDetailed)
    if type(of: definition.kind).lacksFront == nil {
      tables.insert(("front", try StudySections.front(study, isDetailed: isDetailed)), at: 1)
    }
    if type(of: definition.kind).lacksBest == nil {
      let best = try StudySections.best(
        study, count: report.candidates.count, isDetailed: isDetailed)
      // A grid search calls its best coefficients so.
      tables.insert((tables.contains { $0.key == "best" } ? "ranked" : "best", best), at: 1)
    }
    return tables
  }

  private func writeArchitectures(
    _ report: StudyReport, _ kind: any StudyKind, to output: OutputFolder
  ) throws -> [String] {
    var rows: [(name: String, row: StudyReport.Row)] = []
    if type(of: kind).lacksBest == nil, let best = report.best { rows.append(("best.yaml", best)) }
    if type(of: kind).lacksFront == nil {
      rows += report.front.map { ("trial-\($0.trial).yaml", $0) }
    }
    return try rows.map { name, row in
      let architecture = try kind.architecture(of: row, in: study, phi: nil)
      return try output.write(ArchitectureFile.text(of: architecture), name: name)
    }
  }
}
