/// An ascending list with a short table of every so many of its values, so that a search touches a
/// few neighbouring cache lines in place of one at every halving.
struct IndexedList<Value: Comparable & Sendable>: Sendable {
  let values: [Value]
  private let marks: [Value]
  private static var spacing: Int { 128 }

  init(_ values: [Value]) {
    self.values = values
    marks = stride(from: 0, to: values.count, by: Self.spacing).map { values[$0] }
  }

  /// How many values are below `bound`.
  func count(below bound: Value) -> Int {
    let block = Self.count(marks, 0, marks.count) { $0 < bound }
    guard block > 0 else { return 0 }
    let start = (block - 1) * Self.spacing
    return Self.count(values, start, min(start + Self.spacing, values.count)) { $0 < bound }
  }

  /// How many values are not above `bound`.
  func count(upTo bound: Value) -> Int {
    let block = Self.count(marks, 0, marks.count) { $0 <= bound }
    guard block > 0 else { return 0 }
    let start = (block - 1) * Self.spacing
    return Self.count(values, start, min(start + Self.spacing, values.count)) { $0 <= bound }
  }

  /// The first index from `low` on, up to `high`, at which `holds` fails; it holds up to there.
  @inline(__always)
  private static func count(
    _ values: [Value], _ low: Int, _ high: Int, where holds: (Value) -> Bool
  ) -> Int {
    var (low, high) = (low, high)
    while low < high {
      let middle = (low + high) / 2
      if holds(values[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
