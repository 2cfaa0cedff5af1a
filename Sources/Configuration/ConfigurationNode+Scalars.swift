public import Files
import Networks

extension ConfigurationNode {
  /// A text; an empty one only in quotes.
  ///
  /// - Throws: `FileError` where this is a list, a mapping, or nothing.
  public func string() throws(FileError) -> String {
    guard case .scalar(let text, let isQuoted) = content, isQuoted || !text.isEmpty, !isNull else {
      throw mistyped(expected: "a text")
    }
    return text
  }

  /// A whole number.
  ///
  /// - Throws: `FileError` where this is anything else, or out of `range`.
  public func integer(
    in range: ClosedRange<Int> = Int.min...Int.max
  ) throws(FileError) -> Int {
    guard let value = Int(try plainText(expected: "a whole number")) else {
      throw mistyped(expected: "a whole number\(RangeText.suffix(range))")
    }
    guard range.contains(value) else {
      throw failure("found \(value); expected \(RangeText.text(range))")
    }
    return value
  }

  /// A finite number, decimal with or without an exponent.
  ///
  /// - Throws: `FileError` where this is anything else, or out of `range`.
  public func number(
    in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
  ) throws(FileError) -> Double {
    guard let value = DecimalText.number(try plainText(expected: "a number")) else {
      throw mistyped(expected: "a number\(RangeText.suffix(range))")
    }
    guard range.contains(value) else {
      throw failure("found \(value); expected \(RangeText.text(range))")
    }
    return value
  }

  /// `true` or `false`; YAML 1.1's `yes`, `on` and their kin are not taken.
  ///
  /// - Throws: `FileError` where this is anything else.
  public func boolean() throws(FileError) -> Bool {
    switch try plainText(expected: "true or false") {
    case "true": true
    case "false": false
    default: throw mistyped(expected: "true or false")
    }
  }

  /// One of the named cases of an enumeration.
  ///
  /// - Throws: `FileError` listing the names, with the nearest where one is near.
  public func choice<Choice>(
    of type: Choice.Type = Choice.self
  ) throws(FileError) -> Choice
  where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
    let names = Choice.allCases.map(\.rawValue)
    guard let choice = Choice(rawValue: try choice(among: names)) else {
      throw mistyped(expected: "one of \(names.joined(separator: ", "))")
    }
    return choice
  }

  /// One of `names`.
  ///
  /// - Throws: `FileError` listing the names, with the nearest where one is near.
  public func choice(among names: [String]) throws(FileError) -> String {
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
  /// - Throws: `FileError` where an item is anything else, or out of `range`.
  public func integers(
    in range: ClosedRange<Int> = Int.min...Int.max
  ) throws(FileError) -> [Int] {
    guard isList else { return [try integer(in: range)] }
    var values: [Int] = []
    for item in try list(count: 1...Int.max) { values.append(try item.integer(in: range)) }
    return values
  }

  /// A list of texts, or a single one.
  ///
  /// - Throws: `FileError` where an item is no text.
  public func strings() throws(FileError) -> [String] {
    guard isList else { return [try string()] }
    var values: [String] = []
    for item in try list(count: 1...Int.max) { values.append(try item.string()) }
    return values
  }

  /// Numbers as people write them: one number, a list, or a range with a step, `1.0...1.4:0.05`.
  ///
  /// - Throws: `FileError` where this is none of these, out of `range`, or a range of more
  ///   than ``NumberRange/maximumCount`` values.
  public func numbers(
    in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
  ) throws(FileError) -> [Double] {
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
      throw failure("found \(outlier) in '\(text)'; expected \(RangeText.text(range))")
    }
    return values
  }

  private func plainText(
    expected: String, allowsQuotes: Bool = false
  ) throws(FileError) -> String {
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
