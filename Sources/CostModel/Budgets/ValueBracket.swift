import Foundation

/// The largest value at which a network is still small enough, and the next one, where it is not.
struct ValueBracket {
  /// Small enough, or where nothing is, the lowest value that can be built.
  let low: Double
  /// Not small enough, or not to be built; within 1e-9 of ``low``.
  let high: Double
  /// Whether the network at ``low`` is small enough.
  let isReached: Bool

  /// Looks from `start`, by steps that grow: added to an exponent, or powers of two for a factor.
  ///
  /// Values whose networks cannot be built count as too large above `start`, too small below.
  init(around start: Double, isPhi: Bool, isSmall: (Double) throws -> Bool) throws {
    func moved(_ value: Double, by step: Double) -> Double {
      isPhi ? value + step : value * exp2(step)
    }
    /// Nil where nothing can be built.
    func look(_ value: Double) -> Bool? { try? isSmall(value) }
    func check(_ value: Double) -> Bool { look(value) ?? false }
    var start = start
    if look(start) == nil {
      // Where the start itself is nothing, what can be built may lie above it.
      let steps = sequence(first: 0.25) { $0 < 16 ? 2 * $0 : nil }
      start = steps.map { moved(start, by: $0) }.first { look($0) != nil } ?? start
    }
    var low = start
    var high = start
    var step = 0.25
    var isReached = check(start)
    if isReached {
      while step < 64, check(high) {
        low = high
        high = moved(high, by: step)
        step *= 2
      }
    } else {
      while step < 64, !isReached {
        let next = moved(low, by: -step)
        guard let isSmallThere = look(next) else {
          // What is small enough, if anything, lies between what is too large and the void.
          (low, isReached) = Self.lowest(between: next, and: low, look)
          break
        }
        high = low
        low = next
        step *= 2
        isReached = isSmallThere
      }
    }
    // 60 halvings of at most 64 leave nothing between the ends that a binary64 can tell apart.
    for _ in 0..<60 {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      if check(middle) { low = middle } else { high = middle }
    }
    self.low = low
    self.high = high
    self.isReached = isReached
  }

  /// The first value met that is small enough, between `void`, which cannot be built, and `large`,
  /// which is too large; where there is none, the lowest that can be built.
  private static func lowest(
    between void: Double, and large: Double, _ look: (Double) -> Bool?
  ) -> (value: Double, isSmall: Bool) {
    var (void, large) = (void, large)
    for _ in 0..<60 {
      let middle = void + (large - void) / 2
      if middle <= void || middle >= large { break }
      switch look(middle) {
      case true?: return (middle, true)
      case false?: large = middle
      case nil: void = middle
      }
    }
    return (large, false)
  }
}
