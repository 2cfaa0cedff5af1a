/// The formats that every listing command offers as `--format`.
package enum OutputFormat: String, CaseIterable, Sendable {
  case text
  case markdown
  case csv
  case json
  case latex

  /// The format's writer; the same on every machine where none of its parameters depend on one.
  ///
  /// - Parameters:
  ///   - width: columns that text keeps to; `nil` for no limit.
  ///   - usesUnicode: whether text may be drawn with box characters.
  /// - Returns: The writer.
  package func writer(width: Int? = nil, usesUnicode: Bool = true) -> any TableFormat {
    switch self {
    case .text: TextFormat(width: width, usesUnicode: usesUnicode)
    case .markdown: MarkdownFormat()
    case .csv: CSVFormat()
    case .json: JSONFormat()
    case .latex: LaTeXFormat()
    }
  }

  /// Whether programs read it: values exact, and columns that would drown people.
  package var isForPrograms: Bool {
    switch self {
    case .csv, .json: true
    case .text, .markdown, .latex: false
    }
  }

  /// How names of files of this format end, without a dot.
  package var suffix: String {
    switch self {
    case .text: "txt"
    case .markdown: "md"
    case .csv: "csv"
    case .json: "json"
    case .latex: "tex"
    }
  }
}
