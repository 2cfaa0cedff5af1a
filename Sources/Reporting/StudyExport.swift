package import ArchitectureSearch
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

  /// Writes tables in all formats, charts, the best architecture and those of the front into `folder`.
  ///
  /// - Returns: the names of the files, within `folder`.
  /// - Throws: as ``writeCharts(to:)``.
  package func write(to folder: String) throws -> [String] {
    let report = try StudyReport(study)
    let output = try OutputFolder(folder)
    var files: [String] = []
    for (name, table) in [
      ("trials", StudyTables.trials(report)), ("front", StudyTables.front(report)),
    ] {
      for format in OutputFormat.allCases {
        files.append(
          try output.write(format.writer().render(table), name: name + "." + format.fileSuffix))
      }
    }
    files += try writeCharts(to: folder)
    return try files + writeArchitectures(report, to: output)
  }

  private func writeArchitectures(
    _ report: StudyReport, to output: OutputFolder
  ) throws -> [String] {
    let definition = try StudyDefinition(study)
    var rows = report.front.map { (name: "trial-\($0.trial).yaml", row: $0) }
    if let best = report.best { rows.insert(("best.yaml", best), at: 0) }
    return try rows.map { name, row in
      let architecture = try definition.architecture(of: row, in: study)
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
