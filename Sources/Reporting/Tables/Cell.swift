/// One value of a table, typed, so that machine formats can write it exactly.
package struct Cell: Hashable, Sendable {
  package enum Value: Hashable, Sendable {
    case empty
    case text(String)
    case integer(Int)
    case digits(String)
    case number(Double)
    case boolean(Bool)
  }

  package var value: Value
  /// Overrides the style of the column, for listings whose rows have different units.
  package var style: NumberStyle?

  private init(_ value: Value, style: NumberStyle? = nil) {
    self.value = value
    self.style = style
  }

  /// Nothing to say: blank in text, `null` in JSON.
  package static let empty = Cell(.empty)

  package static func text(_ text: String) -> Cell { Cell(.text(text)) }

  package static func integer(_ value: Int, _ style: NumberStyle? = nil) -> Cell {
    Cell(.integer(value), style: style)
  }

  package static func number(_ value: Double, _ style: NumberStyle? = nil) -> Cell {
    Cell(.number(value), style: style)
  }

  package static func boolean(_ value: Bool) -> Cell { Cell(.boolean(value)) }

  /// An integer too large for `Int`, by its decimal digits.
  ///
  /// - Precondition: `digits` is an optional "-" and ASCII digits without a leading zero, as JSON
  ///   wants integers.
  package static func digits(_ digits: String, _ style: NumberStyle? = nil) -> Cell {
    let bare = digits.hasPrefix("-") ? digits.dropFirst() : digits[...]
    precondition(
      !bare.isEmpty && bare.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        && (bare.count == 1 || !bare.hasPrefix("0")),
      "\"\(digits)\" is not a decimal integer")
    return Cell(.digits(digits), style: style)
  }

  /// The value if there is one, otherwise an empty cell.
  package static func optional(_ value: Int?, _ style: NumberStyle? = nil) -> Cell {
    value.map { .integer($0, style) } ?? .empty
  }

  /// The value if there is one, otherwise an empty cell.
  package static func optional(_ value: Double?, _ style: NumberStyle? = nil) -> Cell {
    value.map { .number($0, style) } ?? .empty
  }

  /// The text if there is one, otherwise an empty cell.
  package static func optional(_ text: String?) -> Cell {
    text.map { .text($0) } ?? .empty
  }
}

extension Cell: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  package init(stringLiteral value: String) { self = .text(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(floatLiteral value: Double) { self = .number(value) }
}

extension Cell {
  /// What people read, in the cell's own style or that of its column.
  func text(in columnStyle: NumberStyle) -> String {
    let style = style ?? columnStyle
    switch value {
    case .empty: return ""
    case .text(let text): return text
    case .integer(let value): return style.text(value)
    case .number(let value): return style.text(value)
    case .boolean(let value): return value ? "yes" : "no"
    case .digits(let digits):
      switch style {
      case .plain: return digits
      case .grouped: return NumberText.grouped(digits)
      case .decimals, .significant, .percent, .ratio, .scaled, .si, .bytes, .seconds:
        return Double(digits).map(style.text) ?? digits
      }
    }
  }

  /// What programs read: exact, without units.
  var json: JSONValue {
    switch value {
    case .empty: .null
    case .text(let text): .string(text)
    case .integer(let value): .integer(value)
    case .digits(let digits): .digits(digits)
    case .number(let value): .number(value)
    case .boolean(let value): .boolean(value)
    }
  }
}
