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

    init(folder: String) throws {
      study = try Study.read(folder: folder)
      definition = try StudyDefinition(study)
      report = try definition.kind.report(of: study)
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
      var sections = chapter.sections(context)
      if !isOne {
        for index in sections.indices {
          sections[index].title = "\(chapter.name): \(sections[index].title.lowercasedFirst)"
        }
      }
      page.sections += sections
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

extension String {
  var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
