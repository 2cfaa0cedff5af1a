import Architectures
import Configuration
import Files
import Networks

/// A block string cut into `r2`, `se0.25`, `noskip` …, each asked for once.
struct BlockTokens {
  let text: String
  /// timm's kind of block, where the line starts with one.
  let kind: String?
  private var values: [(key: String, value: String)] = []
  private var asked: [String] = []

  /// Longer lines are refused.
  private static let maximumCount = 200

  init(_ text: String) throws(FileError) {
    self.text = text.count > 80 ? "\(text.prefix(80))…" : text
    guard text.utf8.count <= Self.maximumCount else {
      throw FileError(
        .malformed, file: "block string '\(self.text)'",
        "\(text.utf8.count) characters; expected at most \(Self.maximumCount)")
    }
    var words = text.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    let hasKind = !words[0].isEmpty && words[0].allSatisfy(\.isLetter)
    kind = hasKind ? words.removeFirst() : nil
    for word in words {
      // An activation is a word (`nre`), everything else letters and then digits.
      let isActivation = word.hasPrefix("n") && word.count == 3
      let key = isActivation ? "n" : String(word.prefix { $0.isLetter })
      guard !key.isEmpty else {
        throw failure("found '\(word)'; expected letters and a number, such as 'k3'")
      }
      guard !values.contains(where: { $0.key == key }) else {
        throw failure("'\(key)' stands twice; expected once")
      }
      values.append((key, String(word.dropFirst(key.count))))
    }
  }

  /// The number that digits alone say.
  static func wholeNumber(_ text: some StringProtocol) -> Int? {
    text.allSatisfy(\.isNumber) ? Int(text) : nil
  }

  /// A value, which this does not count as asked for.
  func value(of key: String) -> String? {
    values.first { $0.key == key }?.value
  }

  mutating func optional(_ key: String) -> String? {
    asked.append(key)
    return value(of: key)
  }

  /// Whether a word without a number is there.
  mutating func flag(_ key: String) throws(FileError) -> Bool {
    guard let value = optional(key) else { return false }
    guard value.isEmpty else { throw failure("found '\(key)\(value)'; expected '\(key)'") }
    return true
  }

  mutating func integer(
    _ key: String, _ meaning: String, default standard: Int? = nil
  ) throws(FileError) -> Int {
    guard let value = optional(key) else {
      if let standard { return standard }
      throw failure("no '\(key)' (\(meaning)); expected '\(key)' and a whole number", .missing)
    }
    guard let number = Self.wholeNumber(value) else {
      throw failure("found '\(key)\(value)'; expected '\(key)' and a whole number (\(meaning))")
    }
    return number
  }

  /// Numbers with points between: `k3.5.7`.
  ///
  /// - Throws: `FileError` where one is no whole number.
  mutating func integers(_ key: String, _ meaning: String) throws(FileError) -> [Int]? {
    guard let value = optional(key) else { return nil }
    let numbers = value.split(separator: ".", omittingEmptySubsequences: false).map {
      Self.wholeNumber($0)
    }
    guard !numbers.contains(nil) else {
      throw failure(
        "found '\(key)\(value)'; expected '\(key)' and a whole number (\(meaning)), or several with "
          + "points between")
    }
    return numbers.compactMap { $0 }
  }

  mutating func number(_ key: String, _ meaning: String) throws(FileError) -> Double? {
    guard let value = optional(key) else { return nil }
    guard let number = DecimalText.number(value) else {
      throw failure("found '\(key)\(value)'; expected '\(key)' and a number (\(meaning))")
    }
    return number
  }

  /// Refuses what was not asked for.
  func finish() throws(FileError) {
    for (key, value) in values where !asked.contains(key) {
      throw failure(
        "'\(key)\(value)' is not known here (expected some of \(asked.joined(separator: ", ")))",
        .unknownName)
    }
  }

  func failure(
    _ message: String, _ reason: FileError.Reason = .malformed
  ) -> FileError {
    FileError(reason, file: "block string '\(text)'", message)
  }

  /// Makes the stage, with errors in the words of the line.
  func stage(
    _ block: Block, kernelSizes: [Int], stride: Int, channels: Int, repeats: Int,
    activation: Activation? = nil
  ) throws(FileError) -> Stage {
    do throws(ArchitectureError) {
      return try Stage(
        block: block, kernelSizes: kernelSizes, stride: stride, channels: channels,
        repeats: repeats,
        activation: activation)
    } catch {
      throw failure("\(error)", .outOfRange)
    }
  }
}
