/// The right-hand sums of a state, prepared for counting how many fit to a left-hand sum.
struct BandSweep: Sendable {
  let sums: PartialSums
  /// Ways of all entries before each; one more than there are entries.
  private let prefix: IndexedList<UInt64>
  /// The first figure of each entry.
  private let firsts: IndexedList<Int>
  /// Where two figures are bounded: blocks of entries sorted by the second figure, with the ways of
  /// all entries of the block before each.
  private let blockOrder: [Int32]
  private let blockPrefix: [UInt64]
  /// Ranks of the entries by the second figure, and the sorted figures.
  private let ranks: [Int32]
  private let seconds: [Int]

  private static let blockSize = 256

  /// A left and a right entry, and which of their ways.
  struct Pair {
    let left: Int
    let right: Int
    let rest: UInt128
  }

  init(_ sums: PartialSums, _ figures: BandFigures) throws {
    self.sums = sums
    firsts = IndexedList(sums.firsts)
    var prefix: [UInt64] = [0]
    prefix.reserveCapacity(sums.count + 1)
    for ways in sums.ways {
      let (sum, overflow) = prefix[prefix.count - 1].addingReportingOverflow(ways)
      guard !overflow else {
        throw SpaceError.tooLarge(
          reason: "more than 2^64 partial architectures on one side of the middle")
      }
      prefix.append(sum)
    }
    self.prefix = IndexedList(prefix)
    guard figures.isPlane else {
      (blockOrder, blockPrefix, ranks, seconds) = ([], [], [], [])
      return
    }
    var order: [Int32] = []
    var sorted: [UInt64] = []
    for start in stride(from: 0, to: sums.count, by: Self.blockSize) {
      let block = (start..<min(start + Self.blockSize, sums.count))
        .sorted { (sums.seconds[$0], $0) < (sums.seconds[$1], $1) }
      var total: UInt64 = 0
      for entry in block {
        order.append(Int32(entry))
        sorted.append(total)
        total += sums.ways[entry]
      }
    }
    (blockOrder, blockPrefix) = (order, sorted)
    let all = radixOrder(sums.seconds)
    var ranks = [Int32](repeating: 0, count: sums.count)
    for (rank, entry) in all.enumerated() { ranks[Int(entry)] = Int32(rank) }
    self.ranks = ranks
    seconds = all.map { sums.seconds[Int($0)] }
  }

  /// The cumulative numbers of architectures over the left sums that `edge` joins to these.
  func checkpoints(
    _ left: PartialSums, _ edge: SpaceGraph.Edge, _ figures: BandFigures
  ) -> [UInt128] {
    figures.isPlane
      ? planeCheckpoints(left, edge, figures) : lineCheckpoints(left, edge, figures)
  }

  private func lineCheckpoints(
    _ left: PartialSums, _ edge: SpaceGraph.Edge, _ figures: BandFigures
  ) -> [UInt128] {
    let step = figures.cost(edge.costs).first
    let options = UInt64(edge.options.count)
    let (least, most) = (figures.least.first - step, figures.most.first - step)
    var checkpoints: [UInt128] = []
    checkpoints.reserveCapacity(left.count / BandTable.stride + 2)
    var total: UInt128 = 0
    // As the left sum grows, both ends of the window on the right fall.
    var (low, high) = (sums.count, sums.count)
    firsts.values.withUnsafeBufferPointer { firsts in
      prefix.values.withUnsafeBufferPointer { prefix in
        for entry in 0..<left.count {
          if entry % BandTable.stride == 0 { checkpoints.append(total) }
          let base = left.firsts[entry]
          while high > 0, firsts[high - 1] > most - base { high -= 1 }
          while low > 0, firsts[low - 1] >= least - base { low -= 1 }
          guard high > low else { continue }
          let product = (prefix[high] - prefix[low]).multipliedFullWidth(by: left.ways[entry])
          total += (UInt128(product.high) << 64 | UInt128(product.low)) * UInt128(options)
        }
      }
    }
    checkpoints.append(total)
    return checkpoints
  }

  private func planeCheckpoints(
    _ left: PartialSums, _ edge: SpaceGraph.Edge, _ figures: BandFigures
  ) -> [UInt128] {
    let step = figures.cost(edge.costs)
    let options = UInt128(edge.options.count)
    var checkpoints: [UInt128] = []
    checkpoints.reserveCapacity(left.count + 1)
    var total: UInt128 = 0
    var tree = FenwickTree(count: sums.count)
    var (low, high) = (sums.count, sums.count)
    for entry in 0..<left.count {
      checkpoints.append(total)
      let base = left.cost(entry)
      let most = figures.most.first - base.first - step.first
      let least = figures.least.first - base.first - step.first
      while low > 0, sums.firsts[low - 1] >= least {
        low -= 1
        tree.add(sums.ways[low], at: Int(ranks[low]))
      }
      while high > 0, sums.firsts[high - 1] > most {
        high -= 1
        // The window is never empty the wrong way round, so the entry was added before.
        tree.subtract(sums.ways[high], at: Int(ranks[high]))
      }
      let bounds = secondBounds(base, step, figures)
      let inside = tree.sum(below: rank(bounds.most + 1)) &- tree.sum(below: rank(bounds.least))
      total += UInt128(inside) * UInt128(left.ways[entry]) * options
    }
    checkpoints.append(total)
    return checkpoints
  }

  private func secondBounds(
    _ base: PartialSums.Cost, _ step: PartialSums.Cost, _ figures: BandFigures
  ) -> (least: Int, most: Int) {
    let sum = base.second + step.second
    return (figures.least.second - sum, figures.most.second - sum)
  }

  /// How many entries have a second figure below `value`.
  private func rank(_ value: Int) -> Int {
    var (low, high) = (0, seconds.count)
    while low < high {
      let middle = (low + high) / 2
      if seconds[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Architecture `number` among those that `edge` joins.
  func pair(
    _ number: UInt128, _ left: PartialSums, _ edge: SpaceGraph.Edge,
    _ checkpoints: IndexedList<UInt128>, _ figures: BandFigures
  ) -> Pair {
    let checkpoint = min(checkpoints.count(upTo: number), checkpoints.values.count - 1) - 1
    var rest = number - checkpoints.values[checkpoint]
    let options = UInt128(edge.options.count)
    let step = figures.cost(edge.costs)
    var entry = figures.isPlane ? checkpoint : checkpoint * BandTable.stride
    var window = self.window(left.cost(entry), step, figures)
    if !figures.isPlane {
      while true {
        let multiplicity = UInt128(left.ways[entry]) * options
        let inside =
          window.high > window.low
          ? UInt128(prefix.values[window.high] - prefix.values[window.low]) * multiplicity : 0
        if rest < inside { break }
        rest -= inside
        entry += 1
        let base = left.firsts[entry] + step.first
        while window.high > 0, firsts.values[window.high - 1] > figures.most.first - base {
          window.high -= 1
        }
        while window.low > 0, firsts.values[window.low - 1] >= figures.least.first - base {
          window.low -= 1
        }
      }
    }
    let multiplicity = UInt128(left.ways[entry]) * options
    let (way, remainder) = (rest / multiplicity, rest % multiplicity)
    let bounds = secondBounds(left.cost(entry), step, figures)
    let (right, rightWay) =
      figures.isPlane ? select(way, window, bounds) : select(way, window)
    // Option, left way and right way, the option running fastest.
    return Pair(left: entry, right: right, rest: remainder + multiplicity * UInt128(rightWay))
  }

  /// The entries whose first figure fits to a left-hand sum.
  private func window(
    _ base: PartialSums.Cost, _ step: PartialSums.Cost, _ figures: BandFigures
  ) -> (low: Int, high: Int) {
    let sum = base.first + step.first
    return (
      firsts.count(below: figures.least.first - sum),
      firsts.count(below: figures.most.first - sum + 1)
    )
  }

  private func select(_ way: UInt128, _ window: (low: Int, high: Int)) -> (Int, UInt64) {
    let target = prefix.values[window.low] + UInt64(way)
    // Every entry has a way, so the sums rise from each to the next.
    let entry = prefix.count(upTo: target) - 1
    return (entry, target - prefix.values[entry])
  }

  /// Way number `way` among the entries of the window whose second figure lies within `bounds`.
  private func select(
    _ way: UInt128, _ window: (low: Int, high: Int), _ bounds: (least: Int, most: Int)
  ) -> (Int, UInt64) {
    var rest = UInt64(way)
    var entry = window.low
    while entry < window.high {
      let start = entry / Self.blockSize * Self.blockSize
      let end = min(start + Self.blockSize, sums.count)
      if entry == start, end <= window.high {
        let (first, last) = (
          position(in: start..<end, bounds.least), position(in: start..<end, bounds.most + 1)
        )
        let inside = waysBefore(last, start..<end) - waysBefore(first, start..<end)
        if rest >= inside {
          rest -= inside
          entry = end
          continue
        }
      }
      let cost = sums.seconds[entry]
      if cost >= bounds.least, cost <= bounds.most {
        let ways = sums.ways[entry]
        if rest < ways { return (entry, rest) }
        rest -= ways
      }
      entry += 1
    }
    preconditionFailure("the ways of a window are those of its entries")
  }

  /// Where, in a block sorted by the second figure, the entries not below `value` begin.
  private func position(in block: Range<Int>, _ value: Int) -> Int {
    var (low, high) = (block.lowerBound, block.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if sums.seconds[Int(blockOrder[middle])] < value {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  private func waysBefore(_ position: Int, _ block: Range<Int>) -> UInt64 {
    guard position == block.upperBound else { return blockPrefix[position] }
    return blockPrefix[position - 1] + sums.ways[Int(blockOrder[position - 1])]
  }
}

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
