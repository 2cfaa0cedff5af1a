/// Which columns of a table a terminal shows, and how wide each is.
///
/// Headings are wrapped first, between words and then behind hyphens. Where that is not enough, empty
/// columns and minor ones go, the last first; then, of all that are not empty, cells of words are
/// wrapped, and columns go by importance until the others fit. Numbers, ids and names keep their width.
struct TextColumns {
  /// Places of the shown columns among the table's.
  let shown: [Int]
  /// Columns of the terminal that each takes.
  let widths: [Int]
  /// Titles of the columns that say something and had no room.
  let leftOut: [String]

  static let gap = 2
  /// Narrower than this, wrapped text becomes a ladder of syllables.
  static let narrowestText = 12

  /// All columns at their natural width.
  init(_ measures: TextMeasures) {
    shown = Array(measures.natural.indices)
    widths = measures.natural
    leftOut = []
  }

  /// As many columns as `width` has room for; `nil` where the essential ones have none.
  init?(_ measures: TextMeasures, columns: [Table.Heading], width: Int) {
    let all = Array(columns.indices)
    func isKept(_ column: Int) -> Bool { column == 0 || columns[column].importance == .essential }
    let filled = all.filter { $0 == 0 || !measures.isEmpty[$0] }
    func fitted(_ start: [Int], to least: Table.Heading.Importance, wraps: Bool) -> Self? {
      var shown = start
      while true {
        if let widths = measures.widths(of: shown, within: width, wrapsCells: wraps) {
          let leftOut = filled.filter { !shown.contains($0) }.map { columns[$0].title }
          return Self(shown: shown, widths: widths, leftOut: leftOut)
        }
        let candidates = shown.filter { !isKept($0) && columns[$0].importance <= least }
        guard let next = candidates.map({ columns[$0].importance }).min(),
          let last = candidates.last(where: { columns[$0].importance == next })
        else { return nil }
        shown.removeAll { $0 == last }
      }
    }
    if let widths = measures.widths(of: all, within: width, wrapsCells: false) {
      self.init(shown: all, widths: widths, leftOut: [])
      return
    }
    guard
      let found = fitted(filled, to: .minor, wraps: false)
        ?? fitted(filled, to: .ordinary, wraps: true)
    else { return nil }
    self = found
  }

  private init(shown: [Int], widths: [Int], leftOut: [String]) {
    (self.shown, self.widths, self.leftOut) = (shown, widths, leftOut)
  }
}
