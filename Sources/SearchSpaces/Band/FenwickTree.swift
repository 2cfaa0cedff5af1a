/// Sums over a changing list of numbers, each change and each sum in logarithmic time.
///
/// Sums may wrap on the way; differences of sums below 2^64 come out right all the same.
struct FenwickTree {
  private var tree: [UInt64]

  init(count: Int) {
    tree = [UInt64](repeating: 0, count: count + 1)
  }

  mutating func add(_ value: UInt64, at position: Int) {
    var index = position + 1
    while index < tree.count {
      tree[index] &+= value
      index += index & -index
    }
  }

  mutating func subtract(_ value: UInt64, at position: Int) {
    add(0 &- value, at: position)
  }

  /// The sum of the numbers at positions below `end`.
  func sum(below end: Int) -> UInt64 {
    var index = end
    var sum: UInt64 = 0
    while index > 0 {
      sum &+= tree[index]
      index -= index & -index
    }
    return sum
  }
}
