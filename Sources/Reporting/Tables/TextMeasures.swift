/// How wide the columns of a table are, and how narrow they can be.
struct TextMeasures {
  /// The widest of a column's title and cells.
  let natural: [Int]
  /// Whether a column has no cell that says anything.
  let isEmpty: [Bool]
  private let titles: [String]
  private let content: [Int]
  private let columns: [Table.Heading]
  private let rows: [[String]]

  init(_ columns: [Table.Heading], titles: [String], rows: [[String]]) {
    let content = columns.indices.map { column in
      rows.map { DisplayWidth.of($0[column]) }.max() ?? 0
    }
    self.content = content
    natural = titles.indices.map { max(content[$0], DisplayWidth.of(titles[$0])) }
    isEmpty = content.map { $0 == 0 }
    (self.titles, self.columns, self.rows) = (titles, columns, rows)
  }

  /// Widths of `shown` that fit into `width` together; `nil` where there are none.
  ///
  /// - Parameters:
  ///   - shown: places of columns.
  ///   - width: columns of the terminal.
  ///   - wrapsCells: whether cells of words may take several lines, as headings may in any case.
  /// - Returns: a width for each.
  func widths(of shown: [Int], within width: Int, wrapsCells: Bool) -> [Int]? {
    let room = width - TextColumns.gap * max(0, shown.count - 1)
    let whole = shown.map { natural[$0] }
    if whole.reduce(0, +) <= room { return whole }
    for breaksAtHyphens in [false, true] {
      let titleFloors = shown.map {
        DisplayWidth.ofLongestWord(in: titles[$0], breaksAtHyphens: breaksAtHyphens)
      }
      var widths = zip(shown, titleFloors).map { max(content[$0], $1) }
      if widths.reduce(0, +) > room {
        guard wrapsCells else { continue }
        let floors = zip(shown, titleFloors).map { max(narrowestContent($0), $1) }
        guard floors.reduce(0, +) <= room else { continue }
        while widths.reduce(0, +) > room {
          let wide = widths.indices.filter { widths[$0] > floors[$0] }
          guard let widest = wide.max(by: { widths[$0] < widths[$1] }) else { break }
          widths[widest] -= 1
        }
      }
      return widen(widths, of: shown, to: room)
    }
    return nil
  }

  /// What a column's cells need: all of a number or a name, of words the longest one.
  private func narrowestContent(_ column: Int) -> Int {
    let heading = columns[column]
    guard heading.alignment == .left, !heading.isWhole else { return content[column] }
    let words = rows.map { DisplayWidth.ofLongestWord(in: $0[column]) }.max() ?? 0
    return max(words, min(content[column], TextColumns.narrowestText))
  }

  /// Gives columns back the room that wrapping left over, where it saves lines of a heading.
  private func widen(_ widths: [Int], of shown: [Int], to room: Int) -> [Int] {
    var widths = widths
    for (index, column) in shown.enumerated() {
      let missing = DisplayWidth.of(titles[column]) - widths[index]
      if missing > 0, widths.reduce(0, +) + missing <= room { widths[index] += missing }
    }
    return widths
  }
}
