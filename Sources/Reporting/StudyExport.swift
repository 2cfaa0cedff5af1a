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
  /// - Returns: the names of the files.
  /// - Throws: `FileError` when a file can't be written, `SearchError` when the study can't be
  ///   read.
  @discardableResult
  package func writeCharts(to folder: String) throws -> [String] {
    let files = try OutputFolder(folder)
    return try StudyCharts.charts(of: study).map { name, chart in
      try files.write(SVGChart.render(chart), name: name + ".svg")
    }
  }

  /// Writes tables in all formats, charts, the best architecture and those of the front into `folder`, as far as the study's kind has them.
  ///
  /// - Returns: the names of the files, within `folder`.
  /// - Throws: as ``writeCharts(to:)``.
  package func write(to folder: String) throws -> [String] {
    let definition = try StudyDefinition(study)
    let report = try definition.kind.report(of: study)
    let output = try OutputFolder(folder)
    var files: [String] = []
    for (name, table) in try tables(definition) {
      for format in OutputFormat.allCases {
        files.append(
          try output.write(format.writer().render(table), name: name + "." + format.fileSuffix))
      }
    }
    files += try writeCharts(to: folder)
    return try files + writeArchitectures(report, definition.kind, to: output)
  }

  /// The trials, the front where the kind has one, and what a study of networks answers.
  private func tables(_ definition: StudyDefinition) throws -> StudySections.Sections {
    var tables = try StudySections.all(study)
    if type(of: definition.kind).lacksFront == nil {
      tables.insert(("front", try StudySections.front(study)), at: 1)
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

extension OutputFormat {
  fileprivate var fileSuffix: String {
    switch self {
    case .text: "txt"
    case .markdown: "md"
    case .csv: "csv"
    case .json: "json"
    case .latex: "tex"
    }
  }
}
