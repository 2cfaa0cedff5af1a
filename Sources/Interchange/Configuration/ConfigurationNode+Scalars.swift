import Networks

extension ConfigurationNode {
  /// A text; an empty one only in quotes.
  ///
  /// - Throws: ``InterchangeError`` where this is a list, a mapping, or nothing.
  public func string() throws(InterchangeError) -> String {
    guard case .scalar(let text, let isQuoted) = content, isQuoted || !text.isEmpty, !isNull else {
      throw mistyped(expected: "a text")
    }
    return text
  }

  /// A whole number.
  ///
  /// - Throws: ``InterchangeError`` where this is anything else, or out of `range`.
  public func integer(
    in range: ClosedRange<Int> = Int.min...Int.max
  ) throws(InterchangeError) -> Int {
    guard let value = Int(try plainText(expected: "a whole number")) else {
      throw mistyped(expected: "a whole number\(Bounds.suffix(range))")
    }
    guard range.contains(value) else {
      throw failure("found \(value); expected \(Bounds.text(range))")
    }
    return value
  }

  /// A finite number, decimal with or without an exponent.
  ///
  /// - Throws: ``InterchangeError`` where this is anything else, or out of `range`.
  public func number(
    in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
  ) throws(InterchangeError) -> Double {
    guard let value = DecimalText.number(try plainText(expected: "a number")) else {
      throw mistyped(expected: "a number\(Bounds.suffix(range))")
    }
    guard range.contains(value) else {
      throw failure("found \(value); expected \(Bounds.text(range))")
    }
    return value
  }

  /// `true` or `false`; YAML 1.1's `yes`, `on` and their kin are not taken.
  ///
  /// - Throws: ``InterchangeError`` where this is anything else.
  public func boolean() throws(InterchangeError) -> Bool {
    switch try plainText(expected: "true or false") {
    case "true": true
    case "false": false
    default: throw mistyped(expected: "true or false")
    }
  }

  /// One of the named cases of an enumeration.
  ///
  /// - Throws: ``InterchangeError`` listing the names, with the nearest where one is near.
  public func choice<Choice>(
    of type: Choice.Type = Choice.self
  ) throws(InterchangeError) -> Choice
  where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
    let names = Choice.allCases.map(\.rawValue)
    guard let choice = Choice(rawValue: try choice(among: names)) else {
      throw mistyped(expected: "one of \(names.joined(separator: ", "))")
    }
    return choice
  }

  /// One of `names`.
  ///
  /// - Throws: ``InterchangeError`` listing the names, with the nearest where one is near.
  public func choice(among names: [String]) throws(InterchangeError) -> String {
    let found = try plainText(
      expected: "one of \(names.joined(separator: ", "))", allowsQuotes: true)
    guard names.contains(found) else {
      throw failure(
        "unknown value '\(found.prefix(60))'"
          + "\(NameSuggestion.phrase(for: found, among: names)) "
          + "(expected one of \(names.joined(separator: ", ")))", reason: .unknownName)
    }
    return found
  }

  /// A list of whole numbers, or a single one.
  ///
  /// - Throws: ``InterchangeError`` where an item is anything else, or out of `range`.
  public func integers(
    in range: ClosedRange<Int> = Int.min...Int.max
  ) throws(InterchangeError) -> [Int] {
    guard isList else { return [try integer(in: range)] }
    var values: [Int] = []
    for item in try list(count: 1...Int.max) { values.append(try item.integer(in: range)) }
    return values
  }

  /// A list of texts, or a single one.
  ///
  /// - Throws: ``InterchangeError`` where an item is no text.
  public func strings() throws(InterchangeError) -> [String] {
    guard isList else { return [try string()] }
    var values: [String] = []
    for item in try list(count: 1...Int.max) { values.append(try item.string()) }
    return values
  }

  /// Numbers as people write them: one number, a list, or a range with a step, `1.0...1.4:0.05`.
  ///
  /// - Throws: ``InterchangeError`` where this is none of these, out of `range`, or a range of more
  ///   than ``NumberRange/maximumCount`` values.
  public func numbers(
    in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
  ) throws(InterchangeError) -> [Double] {
    if isList {
      var values: [Double] = []
      for item in try list(count: 1...NumberRange.maximumCount) {
        values.append(try item.number(in: range))
      }
      return values
    }
    let text = try plainText(expected: "a number, a list, or a range such as 1.0...1.4:0.05")
    guard text.contains("..") else { return [try number(in: range)] }
    let values: [Double]
    do throws(NumberRange.ParsingError) {
      values = try NumberRange(parsing: text).values
    } catch {
      throw failure(error.description, reason: .wrongType)
    }
    if let outlier = values.first(where: { !range.contains($0) }) {
      throw failure("found \(outlier) in '\(text)'; expected \(Bounds.text(range))")
    }
    return values
  }

  private func plainText(
    expected: String, allowsQuotes: Bool = false
  ) throws(InterchangeError) -> String {
    guard case .scalar(let text, let isQuoted) = content, !text.isEmpty else {
      throw mistyped(expected: expected)
    }
    guard allowsQuotes || !isQuoted else {
      throw failure(
        "found the text \(kind) in quotes; expected \(expected)", reason: .wrongType)
    }
    return text
  }
}

/// Bounds in the words of errors.
enum Bounds {
  static func text(_ range: ClosedRange<Int>) -> String {
    if range.lowerBound == range.upperBound { return "\(range.lowerBound)" }
    if range.upperBound == .max { return "\(range.lowerBound) or more" }
    if range.lowerBound == .min { return "\(range.upperBound) or less" }
    return "\(range.lowerBound) to \(range.upperBound)"
  }

  static func text(_ range: ClosedRange<Double>) -> String {
    if range.upperBound >= .greatestFiniteMagnitude { return "\(range.lowerBound) or more" }
    if range.lowerBound <= -.greatestFiniteMagnitude { return "\(range.upperBound) or less" }
    return "\(range.lowerBound) to \(range.upperBound)"
  }

  /// `, 1 to 8`, or nothing where there are no bounds.
  static func suffix(_ range: ClosedRange<Int>) -> String {
    range == Int.min...Int.max ? "" : ", \(text(range))"
  }

  static func suffix(_ range: ClosedRange<Double>) -> String {
    let isUnbounded =
      range.lowerBound <= -.greatestFiniteMagnitude && range.upperBound >= .greatestFiniteMagnitude
    return isUnbounded ? "" : ", \(text(range))"
  }
}
