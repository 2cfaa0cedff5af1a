import Foundation

/// Random numbers from a counter: a pure function of seed, purpose, index and position.
///
/// Two generators with the same seed, purpose and index give the same numbers, whatever was drawn
/// elsewhere, so a search does not depend on the order in which its parts run. The mixing function
/// is SplitMix64's (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
public struct CounterGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The stream of `purpose` number `index` under `seed`.
  public init(seed: UInt64, purpose: String, index: Int = 0) {
    // FNV-1a turns the purpose into a key; the mixing steps spread it.
    let key = fnv1a(purpose.utf8)
    state = mix(mix(mix(seed) ^ key) &+ UInt64(bitPattern: Int64(index)))
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return mix(state)
  }

  /// A number in `[0, 1)` with 53 random bits.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A whole number in `0 ..< bound` without bias (Lemire's multiplication with rejection).
  ///
  /// - Precondition: `bound` is positive.
  public mutating func index(below bound: Int) -> Int {
    Int(number(below: UInt64(bound)))
  }

  /// A whole number in `0 ..< bound` without bias.
  ///
  /// - Precondition: `bound` is positive.
  public mutating func number(below bound: UInt64) -> UInt64 {
    precondition(bound > 0, "a bound must be positive")
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// A whole number in `0 ..< bound` without bias, for bounds beyond 64 bits.
  ///
  /// - Precondition: `bound` is positive.
  package mutating func number(below bound: UInt128) -> UInt128 {
    if let narrow = UInt64(exactly: bound) { return UInt128(number(below: narrow)) }
    // Fewer than half of the draws fall outside, as the mask is below twice the bound.
    let mask = UInt128.max >> UInt128(bound.leadingZeroBitCount)
    while true {
      let draw = (UInt128(next()) << 64 | UInt128(next())) & mask
      if draw < bound { return draw }
    }
  }

  /// A standard normal number (Box and Muller).
  public mutating func normal() -> Double {
    let radius = (-2 * Foundation.log(1 - uniform())).squareRoot()
    return radius * Foundation.cos(2 * .pi * uniform())
  }

  /// `elements` in random order (Fisher and Yates).
  package mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, index(below: last + 1))
    }
  }
}

/// The 64-bit FNV-1a hash of `bytes`; unlike `Hasher`, the same in every run.
package func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
  bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}

/// SplitMix64's finaliser.
private func mix(_ value: UInt64) -> UInt64 {
  var z = value
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
