/// How a number is written for people.
///
/// Machine formats (JSON, CSV) ignore it and write exact values.
package enum NumberStyle: Hashable, Sendable {
  /// As it is: integers digit by digit, other numbers in their shortest exact form.
  case plain
  /// Integers in groups of three digits: 5,288,548.
  case grouped
  /// A fixed number of digits after the point.
  case decimals(Int)
  /// At least this many significant digits; whole digits are never rounded away.
  case significant(Int)
  /// A fraction as percent: 0.771 → 77.1 %.
  case percent(decimals: Int)
  /// A ratio: 4.9x.
  case ratio(significant: Int)
  /// In one fixed scale, as the columns of a paper's table: 385,801,792 in billions → 0.39 B.
  case scaled(Scale, significant: Int)
  /// In the scale that fits: 385,801,792 → 386 M.
  case si(significant: Int)
  /// Bytes in decimal units: 512,000,000 → 512 MB.
  case bytes(significant: Int)
  /// Seconds in the unit that fits: 0.0012 → 1.2 ms; from a minute on 1 min 23 s, 2 h 05 min.
  case seconds(significant: Int)

  /// A power of a thousand and its letter, as tables of networks write it (B = 10⁹).
  package enum Scale: String, Hashable, Sendable, CaseIterable {
    case one = ""
    case thousands = "K"
    case millions = "M"
    case billions = "B"
    case trillions = "T"

    /// What one unit of this scale is worth.
    package var factor: Double {
      switch self {
      case .one: 1
      case .thousands: 1e3
      case .millions: 1e6
      case .billions: 1e9
      case .trillions: 1e12
      }
    }
  }

  /// `value` in this style.
  package func text(_ value: Double) -> String {
    guard value.isFinite else { return NumberText.fixed(value, decimals: 0) }
    return switch self {
    case .plain: NumberText.shortest(value)
    case .grouped: NumberText.grouped(NumberText.fixed(value, decimals: 0))
    case .decimals(let decimals): NumberText.fixed(value, decimals: decimals)
    case .significant(let digits): NumberText.significant(value, digits: digits)
    case .percent(let decimals): NumberText.fixed(value * 100, decimals: decimals) + " %"
    case .ratio(let digits): NumberText.significant(value, digits: digits) + "x"
    case .scaled(let scale, let digits):
      Self.join(NumberText.significant(value / scale.factor, digits: digits), scale.rawValue)
    case .si(let digits): Self.fitting(value, Self.counts, digits: digits)
    case .bytes(let digits): Self.fitting(value, Self.byteUnits, digits: digits)
    case .seconds(let digits): Self.duration(value, digits: digits)
    }
  }

  /// `value` in this style; exact where the style does not scale.
  package func text(_ value: Int) -> String {
    switch self {
    case .plain, .decimals(0): String(value)
    case .grouped: NumberText.grouped(String(value))
    case .si where value.magnitude < 1000: String(value)
    case .bytes where value.magnitude < 1000: "\(value) B"
    case .decimals, .significant, .percent, .ratio, .scaled, .si, .bytes, .seconds:
      text(Double(value))
    }
  }

  /// A number with its standard error, the unit once: `58.2 ± 0.6 %`; without one, the number alone.
  package func text(_ value: Double, _ standardError: Double?) -> String {
    guard let standardError else { return text(value) }
    guard case .percent(let decimals) = self else {
      return "\(text(value)) ± \(text(standardError))"
    }
    return "\(NumberText.fixed(value * 100, decimals: decimals)) ± \(text(standardError))"
  }

  private typealias Unit = (factor: Double, name: String)

  private static let counts: [Unit] = Scale.allCases.map { ($0.factor, $0.rawValue) }
  private static let byteUnits: [Unit] = [
    (1, "B"), (1e3, "kB"), (1e6, "MB"), (1e9, "GB"), (1e12, "TB"),
  ]
  private static let shortTimes: [Unit] = [(1e-9, "ns"), (1e-6, "µs"), (1e-3, "ms"), (1, "s")]

  /// `value` in the largest of `units` (ascending) that leaves at least 1 before the point, judged
  /// after rounding, so that 999,999 is 1.00 M and never 1000 K.
  private static func fitting(_ value: Double, _ units: [Unit], digits: Int) -> String {
    var index = units.lastIndex { value.magnitude >= $0.factor } ?? 0
    var text = NumberText.significant(value / units[index].factor, digits: digits)
    if index + 1 < units.count, let rounded = Double(text), rounded.magnitude >= 1000 {
      index += 1
      text = NumberText.significant(value / units[index].factor, digits: digits)
    }
    return join(text, units[index].name)
  }

  private static func duration(_ seconds: Double, digits: Int) -> String {
    if seconds == 0 { return "0 s" }
    guard seconds.magnitude >= 59.5 else { return fitting(seconds, shortTimes, digits: digits) }
    // Thirty million years: nobody reads hours then, and `Int` would not hold much more.
    guard seconds.magnitude < 1e15 else {
      return NumberText.significant(seconds, digits: digits) + " s"
    }
    let sign = seconds < 0 ? "-" : ""
    let whole = Int(seconds.magnitude.rounded())
    if whole < 3600 { return "\(sign)\(whole / 60) min \(padded(whole % 60)) s" }
    let minutes = (whole + 30) / 60
    return "\(sign)\(minutes / 60) h \(padded(minutes % 60)) min"
  }

  private static func padded(_ value: Int) -> String {
    value < 10 ? "0\(value)" : String(value)
  }

  private static func join(_ number: String, _ unit: String) -> String {
    unit.isEmpty ? number : "\(number) \(unit)"
  }
}
