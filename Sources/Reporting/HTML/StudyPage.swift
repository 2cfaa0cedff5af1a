import ArchitectureSearch
import CoefficientSearch
import Foundation
package import Searches
import Studies

/// The report of studies as a page: a reading of their folders, in the order in which people ask.
package struct StudyPage {
  /// What a page says that stands in no study.
  package struct Context: Sendable {
    /// Images of the data set, each with its class; empty where it can't be had.
    package var samples: [(caption: String, image: RGBImage)] = []
    /// What the data set is, in names and figures.
    package var data: [(name: String, value: String)] = []
    /// Who wrote the page, with what.
    package var colophon = ""
    /// The state of the search while it runs.
    package var running: ReportState?

    package init() {}
  }

  /// One study with what can be said of it.
  struct Chapter {
    let study: Study
    let definition: StudyDefinition
    let report: StudyReport
    /// What a search for coefficients found, worked out once for all that is said of it.
    let found: Result<Found, any Error>?

    /// The answer of a search for coefficients.
    enum Found {
      case surface(SurfaceReport)
      case grid(CoefficientReport)

      var family: [FamilyMember] {
        switch self {
        case .surface(let report): report.family
        case .grid(let report): report.family
        }
      }
    }

    init(folder: String) throws {
      let study = try Study.read(folder: folder)
      let definition = try StudyDefinition(study)
      (self.study, self.definition) = (study, definition)
      report = try definition.kind.report(of: study)
      found =
        switch definition {
        case .surface(let surface):
          Result { .surface(try SurfaceReport(surface, study: study)) }
        case .coefficients(let grid):
          Result {
            .grid(try CoefficientGridSearch(grid, study: study).report(of: study.folder))
          }
        case .architecture, .proxyCheck, .scaling, .comparison, .verification: nil
        }
    }

    /// The studies in which the best of this one were compared with others.
    var comparisons: [Chapter] {
      Study.list(in: study.folder + "/compared").compactMap { try? Chapter(folder: $0) }
    }
  }

  private let folders: [StudyFolder]
  private let context: Context

  /// - Parameters:
  ///   - folders: the studies, each a search, a family, or a study of networks.
  ///   - context: what stands in none of them.
  package init(_ folders: [StudyFolder], context: Context = Context()) {
    (self.folders, self.context) = (folders, context)
  }

  /// The page.
  ///
  /// - Throws: `SearchError` when a study's files can't be read.
  package func page() throws -> ReportPage {
    let chapters = try folders.flatMap { try $0.members.map { try Chapter(folder: $0.path) } }
    guard let first = chapters.first else {
      throw SearchError.emptySearch(
        reason: "the family search in \(folders.first?.path ?? "") has not begun")
    }
    let isOne = chapters.count == 1
    var page = ReportPage(
      title: isOne
        ? first.title : folders.count == 1 ? "A family: \(first.subject)" : "Studies side by side",
      subtitle: folders.map(\.path).joined(separator: ", "), running: context.running,
      colophon: context.colophon)
    page.answer = chapters.flatMap { chapter in
      chapter.answer().map { isOne ? $0 : "\(chapter.title): \($0)" }
    }
    if folders.count > 1 { page.sections.append(sideBySide(chapters)) }
    for chapter in chapters {
      let sections = chapter.sections(context)
      page.sections += isOne ? sections : sections.map { $0.titled(after: chapter.name) }
    }
    return page
  }

  /// Several studies in one table and one chart.
  private func sideBySide(_ chapters: [Chapter]) -> ReportSection {
    var blocks: [ReportBlock] = [
      .table(StudyTables.list(chapters.map(\.study.folder)), .plain)
    ]
    let named = chapters.map { (name: $0.name, report: $0.report) }
    if let chart = ErrorDistributionChart.chart(named) {
      blocks.append(.chart(chart, name: "errors"))
    }
    return ReportSection("Side by side", blocks)
  }
}

extension StudyPage.Chapter {
  /// What is studied, and how, as a title.
  var title: String {
    switch definition {
    case .architecture: "Architecture search: \(subject)"
    case .coefficients, .surface: "How \(subject) should grow"
    case .proxyCheck: "Do short trainings rank rightly? \(subject)"
    case .scaling: "Ways to scale \(subject)"
    case .comparison: "Compared: \(subject)"
    case .verification: "The choice checked: \(subject)"
    }
  }

  var subject: String { definition.kind.subject }

  /// The study's folder without those above it.
  var name: String { study.folder.split(separator: "/").last.map(String.init) ?? study.folder }
}

extension ReportSection {
  /// The section among those of others: `quick: all trials`.
  func titled(after name: String) -> ReportSection {
    ReportSection("\(name): \(title.prefix(1).lowercased() + title.dropFirst())", blocks)
  }
}
