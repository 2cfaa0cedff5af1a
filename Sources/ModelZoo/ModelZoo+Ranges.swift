import Networks

extension ModelZoo {
  /// The listed names from one to another: `efficientnet-b0..b3`, `resnet-18..152`.
  ///
  /// The last name is written in full, or without what it has in common with the first; between them
  /// come the listed names that begin with what both have in common, in the order of the list.
  ///
  /// - Parameter text: what a person wrote.
  /// - Returns: the names; `nil` where the text is no range.
  /// - Throws: ``ZooError`` where an end is no listed name, or the last comes before the first.
  public static func names(inRange text: String) throws -> [String]? {
    guard let dots = text.firstRange(of: "..") else { return nil }
    let names = names
    let first = text[..<dots.lowerBound].lowercased()
    let last = text[dots.upperBound...].drop { $0 == "." }.lowercased()
    guard let start = names.firstIndex(of: first) else { throw unlisted(first) }
    guard !last.isEmpty else {
      throw ZooError.invalidName(
        name: text, found: "no last name", expected: "one, as in efficientnet-b0..b3")
    }
    // The longest beginning of the first name that makes a listed name of the last.
    let beginnings = first.indices.reversed().map { first[..<$0] }
    guard
      let found = beginnings.lazy.compactMap({ common in
        names.firstIndex(of: common + last).map { (common: common, index: $0) }
      }).first
    else { throw unlisted(last) }
    guard start <= found.index else {
      throw ZooError.invalidName(
        name: text, found: "'\(names[found.index])', which is listed before '\(first)'",
        expected: "the first name of the list first")
    }
    // Written in full, the last name shares what ends with a dash.
    let shared = zip(first, names[found.index]).prefix { $0.0 == $0.1 }.map(\.0)
    let dash = shared.lastIndex(of: "-").map { $0 + 1 } ?? 0
    let common = found.common.isEmpty ? String(shared[..<dash]) : String(found.common)
    return names[start...found.index].filter { $0.hasPrefix(common) }
  }

  private static func unlisted(_ name: String) -> ZooError {
    .unknownModel(name, nearest: nearest(to: name))
  }
}
