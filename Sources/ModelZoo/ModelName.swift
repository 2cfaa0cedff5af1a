/// Takes a model's name apart.
struct ModelName {
  let full: String
  /// The parts after the family's prefix, split at `-`.
  let parts: [Substring]
  /// What follows a `/`: the implementation.
  let variant: Substring?

  /// `nil` where the name does not start with `prefix`, alone or followed by `-`.
  init?(_ name: String, after prefix: String) {
    guard name.hasPrefix(prefix) else { return nil }
    let rest = name.dropFirst(prefix.count)
    let body: Substring
    if let slash = rest.firstIndex(of: "/") {
      body = rest[..<slash]
      variant = rest[rest.index(after: slash)...]
    } else {
      body = rest
      variant = nil
    }
    guard body.isEmpty || body.first == "-" else { return nil }
    full = name
    parts =
      body.isEmpty ? [] : body.dropFirst().split(separator: "-", omittingEmptySubsequences: false)
  }

  /// The part at `index` as a whole number within `range`.
  ///
  /// - Throws: ``ZooError`` saying what the number is for.
  func integer(_ index: Int, in range: ClosedRange<Int>, _ meaning: String) throws -> Int {
    guard parts.indices.contains(index), let value = Int(parts[index]), range.contains(value)
    else {
      throw invalid(
        parts.indices.contains(index) ? "'\(parts[index])' for \(meaning)" : "no \(meaning)",
        expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// The part at `index` as a width multiplier; 1 where the name ends before.
  ///
  /// - Throws: ``ZooError`` where it is no number above 0 and up to 100.
  func width(_ index: Int) throws -> Double {
    guard parts.count > index else { return 1 }
    guard let width = Double(parts[index]), width > 0, width <= 100 else {
      throw invalid("'\(parts[index])' for the width", expected: "a number above 0, up to 100")
    }
    return width
  }

  /// An error about this name.
  func invalid(_ found: String, expected: String) -> ZooError {
    .invalidName(name: full, found: found, expected: expected)
  }
}
