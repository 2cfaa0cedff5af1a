/// The rows of a table one below the other, a line for each cell that says something: for terminals
/// that are too narrow for its columns.
struct TextRecords {
  let titles: [String]
  /// Columns of the terminal.
  let width: Int
  /// What rules are made of.
  let dash: Character

  /// The records, a rule between each two.
  func render(_ rows: [[String]]) -> String {
    let natural = titles.map(DisplayWidth.of).max() ?? 0
    let words = titles.map { DisplayWidth.ofLongestWord(in: $0) }.max() ?? 0
    let titleWidth = min(natural, max(words, width / 2))
    let valueWidth = max(TextColumns.narrowestText, width - titleWidth - TextColumns.gap)
    let records = rows.map { row in
      zip(titles, row).filter { !$0.1.isEmpty }.flatMap { title, value in
        lines(title, value, titleWidth: titleWidth, valueWidth: valueWidth)
      }
    }
    let longest = records.joined().map(DisplayWidth.of).max() ?? 0
    let rule = String(repeating: dash, count: min(longest, width)) + "\n"
    return records.map { $0.map { $0 + "\n" }.joined() }.joined(separator: rule)
  }

  private func lines(
    _ title: String, _ value: String, titleWidth: Int, valueWidth: Int
  ) -> [String] {
    let titleLines = DisplayWidth.wrap(title, to: titleWidth)
    let valueLines = DisplayWidth.wrap(value, to: valueWidth)
    return (0..<max(titleLines.count, valueLines.count)).map { index in
      let title = titleLines.indices.contains(index) ? titleLines[index] : ""
      guard valueLines.indices.contains(index) else { return title }
      return DisplayWidth.pad(title, to: titleWidth + TextColumns.gap, .left) + valueLines[index]
    }
  }
}
