extension Table {
  /// How a column is called by programs and by people, and how it is set.
  package struct Heading: Hashable, Sendable {
    /// Name in JSON and CSV, in camelCase.
    package var key: String
    /// Header for people.
    package var title: String
    package var alignment: Alignment
    /// How its numbers are written for people.
    package var style: NumberStyle
    /// How long it stays where a terminal has no room for all columns.
    package var importance = Importance.ordinary
    /// Whether cells of words stay on one line in a narrow terminal: names with spaces in them.
    package var isWhole = false

    package enum Alignment: Hashable, Sendable {
      case left
      case right
    }

    /// Which columns a narrow terminal leaves out first.
    package enum Importance: Int, Hashable, Sendable, Comparable {
      /// Goes first: follows from other columns, or is seldom asked for.
      case minor
      case ordinary
      /// Never left out; a table's first column is as important.
      case essential

      package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// A column of words, aligned left, which may be wrapped where a terminal is narrow.
    package static func text(_ key: String, _ title: String) -> Heading {
      Heading(key: key, title: title, alignment: .left, style: .plain)
    }

    /// A column of numbers, aligned right, never wrapped or cut.
    ///
    /// - Parameters:
    ///   - key: name in JSON and CSV.
    ///   - title: header for people.
    ///   - unit: unit of the values, put into the header in parentheses.
    ///   - style: how people see the numbers.
    /// - Returns: the column.
    package static func number(
      _ key: String, _ title: String, unit: String? = nil, _ style: NumberStyle = .plain
    ) -> Heading {
      Heading(
        key: key, title: unit.map { "\(title) (\($0))" } ?? title, alignment: .right, style: style)
    }
  }
}
