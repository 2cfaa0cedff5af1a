/// Finds the known name that a misspelt one was probably meant to be.
package enum NameSuggestion {
  /// The nearest of `candidates`, or `nil` where none is near enough to be worth suggesting: at
  /// most one edit for every three characters, and always one.
  ///
  /// Letter case does not count; of equally near names the first wins.
  package static func nearest(
    to name: String, among candidates: some Sequence<String>
  ) -> String? {
    let lowercased = name.lowercased()
    let length = lowercased.count
    // No known name is this long; a pasted file must not cost quadratic time.
    guard (1...longestName).contains(length) else { return nil }
    var best: String?
    var bestDistance = max(1, length / 3) + 1
    for candidate in candidates {
      let other = candidate.lowercased()
      guard abs(other.count - length) < bestDistance, other.count <= longestName else { continue }
      let distance = editDistance(lowercased, other)
      if distance < bestDistance {
        best = candidate
        bestDistance = distance
      }
    }
    return best
  }

  /// `; did you mean 'stride'?`, ready to follow what was found, or nothing.
  package static func phrase(for name: String, among candidates: some Sequence<String>) -> String {
    nearest(to: name, among: candidates).map { "; did you mean '\($0)'?" } ?? ""
  }

  private static let longestName = 100

  /// The least number of characters to insert, delete, replace or swap with their neighbour that
  /// turns `first` into `second` (optimal string alignment).
  package static func editDistance(_ first: String, _ second: String) -> Int {
    let first = Array(first)
    let second = Array(second)
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for row in 0..<first.count {
      var current = [row + 1]
      current.reserveCapacity(second.count + 1)
      for column in 0..<second.count {
        let replaced = last[column] + (first[row] == second[column] ? 0 : 1)
        var least = min(replaced, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, first[row] == second[column - 1],
          first[row - 1] == second[column]
        {
          least = min(least, beforeLast[column - 1] + 1)
        }
        current.append(least)
      }
      beforeLast = last
      last = current
    }
    return last[second.count]
  }
}
