/// A report as a value: what it says, not how it looks.
///
/// ``HTMLReport`` makes one file of it.
package struct ReportPage: Sendable {
  /// The title, also of the browser's window.
  package var title: String
  /// What it is about, in a few words below the title.
  package var subtitle: String
  /// The answer, a paragraph each.
  package var answer: [String]
  /// What follows, in order.
  package var sections: [ReportSection]
  /// The state of the search while it runs; such a page loads itself again.
  package var running: ReportState?
  /// Who wrote it, with what, in a line at the end.
  package var colophon: String

  package init(
    title: String, subtitle: String = "", answer: [String] = [], sections: [ReportSection] = [],
    running: ReportState? = nil, colophon: String = ""
  ) {
    self.title = title
    self.subtitle = subtitle
    self.answer = answer
    self.sections = sections
    self.running = running
    self.colophon = colophon
  }
}

/// A part of a report under a heading.
package struct ReportSection: Sendable {
  /// What the heading says; links in the page are made of it.
  package var title: String
  package var blocks: [ReportBlock]

  package init(_ title: String, _ blocks: [ReportBlock]) {
    self.title = title
    self.blocks = blocks
  }
}

/// Something between two headings.
package enum ReportBlock: Sendable {
  case paragraph(String)
  /// Names and what each of them is.
  case facts([(name: String, value: String)])
  /// A table, each cell as people read it.
  case table(Table, ReportTableStyle)
  /// A chart, under a name for its file.
  case chart(Chart, name: String)
  /// A drawing: an SVG document.
  case drawing(String, name: String)
  /// Small pictures, each with what it shows.
  case pictures([(caption: String, image: RGBImage)])
  /// Text as it stands in a file.
  case source(String)
  /// What is folded away until it is asked for.
  case details(String, [ReportBlock])
  /// Files inside the page.
  case downloads([ReportDownload])
}

/// How a table of a report behaves.
package struct ReportTableStyle: Hashable, Sendable {
  /// Whether the reader can sort its rows, and filter them by words.
  package var isSearchable = false
  /// Cells that differ from what they are compared with, by row and column.
  package var marked: Set<[Int]> = []

  package init(isSearchable: Bool = false, marked: Set<[Int]> = []) {
    self.isSearchable = isSearchable
    self.marked = marked
  }

  /// A table to be read from top to bottom.
  package static let plain = ReportTableStyle()
}

/// A file that a page holds.
package struct ReportDownload: Hashable, Sendable {
  /// The name that it is saved under.
  package var name: String
  /// Its media type, such as `text/csv`.
  package var type: String
  package var content: String

  package init(name: String, type: String, content: String) {
    self.name = name
    self.type = type
    self.content = content
  }
}

/// Where a running search stands.
package struct ReportState: Sendable {
  /// The part of the work that is done, 0 … 1.
  package var fraction: Double
  /// What is done and what is left, in a sentence.
  package var text: String
  /// What runs, with what it has reached, a row each.
  package var running: Table?
  /// Curves of what runs; nil where none has begun.
  package var curves: Chart?

  package init(fraction: Double, text: String, running: Table? = nil, curves: Chart? = nil) {
    self.fraction = fraction
    self.text = text
    self.running = running
    self.curves = curves
  }
}
