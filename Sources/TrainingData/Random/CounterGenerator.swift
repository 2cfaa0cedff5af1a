import Foundation

/// Random numbers as a pure function of (seed, purpose, index, position): Philox 4×32-10.
///
/// A stream needs no history: image 1000 draws the same numbers whether or not image 999 was ever
/// drawn, on any thread. A stream repeats after 2³⁴ words.
///
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
public struct CounterGenerator: RandomNumberGenerator, Sendable {
  private let key: SIMD2<UInt32>
  private var counter: SIMD4<UInt32>
  private var words = SIMD4<UInt32>()
  private var used = 4

  /// The stream of `purpose` for the item `index`.
  public init(seed: UInt64, purpose: RandomPurpose, index: UInt64) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    counter = SIMD4(
      0, purpose.rawValue, UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32))
  }

  /// The stream of `purpose` for an item in an epoch.
  public init(seed: UInt64, purpose: RandomPurpose, epoch: Int, index: Int) {
    let high = UInt64(UInt32(truncatingIfNeeded: epoch)) << 32
    self.init(
      seed: seed, purpose: purpose, index: high | UInt64(UInt32(truncatingIfNeeded: index)))
  }

  /// The next 32 random bits.
  public mutating func nextWord() -> UInt32 {
    if used == 4 {
      words = Self.philox(counter: counter, key: key)
      counter[0] &+= 1
      used = 0
    }
    defer { used += 1 }
    return words[used]
  }

  public mutating func next() -> UInt64 {
    let low = UInt64(nextWord())
    return low | UInt64(nextWord()) << 32
  }

  /// Ten rounds of the Philox bijection of `counter` under `key`.
  static func philox(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (c, k) = (counter, key)
    for _ in 0..<10 {
      let a = UInt64(c[0]) &* 0xD251_1F53
      let b = UInt64(c[2]) &* 0xCD9E_8D57
      c = SIMD4(
        UInt32(truncatingIfNeeded: b >> 32) ^ c[1] ^ k[0], UInt32(truncatingIfNeeded: b),
        UInt32(truncatingIfNeeded: a >> 32) ^ c[3] ^ k[1], UInt32(truncatingIfNeeded: a))
      k = k &+ SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return c
  }
}

// Our own conversions, not the standard library's `random(in:using:)`, whose algorithms may change
// between releases and with them every generated image.
extension CounterGenerator {
  /// A number in 0 ..< 1, a multiple of 2⁻²⁴.
  public mutating func unit() -> Float {
    Float(nextWord() >> 8) * 0x1p-24
  }

  /// A number in 0 ..< 1, a multiple of 2⁻⁵³.
  public mutating func unitDouble() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number between the bounds, uniform.
  public mutating func uniform(_ range: ClosedRange<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * unit()
  }

  /// A number between the bounds, its logarithm uniform. Both bounds are positive.
  public mutating func logUniform(_ range: ClosedRange<Float>) -> Float {
    exp(uniform(log(range.lowerBound)...log(range.upperBound)))
  }

  /// A whole number in 0 ..< `bound`, exactly uniform (Lemire's method). `bound` is positive.
  public mutating func index(below bound: Int) -> Int {
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// True with the given probability.
  public mutating func chance(_ probability: Double) -> Bool {
    unitDouble() < probability
  }

  /// A standard normal number (Box and Muller).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - unitDouble())).squareRoot()
    return radius * cos(2 * Double.pi * unitDouble())
  }

  /// A number in 0…1 from the Beta distribution with both parameters `shape`, positive.
  public mutating func beta(_ shape: Double) -> Double {
    let (first, second) = (logGamma(shape), logGamma(shape))
    // Of logarithms: small shapes give numbers below the smallest Double.
    return 1 / (1 + exp(second - first))
  }

  /// The logarithm of a number from the Gamma distribution of scale 1.
  ///
  /// Source: Marsaglia, Tsang, "A simple method for generating gamma variables", TOMS 26 (2000), with
  /// their section 6 for shapes below 1.
  private mutating func logGamma(_ shape: Double) -> Double {
    // Above 0: a logarithm follows.
    let boost = shape < 1 ? log(1 - unitDouble()) / shape : 0
    let d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = 1 + c * x
      let u = 1 - unitDouble()
      if v <= 0 { continue }
      let logCube = 3 * log(v)
      if log(u) < x * x / 2 + d - d * v * v * v + d * logCube { return log(d) + logCube + boost }
    }
  }

  /// A uniformly random order of `0 ..< count`.
  public mutating func permutation(_ count: Int) -> [Int32] {
    var order = [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
      for index in 0..<count { buffer.initializeElement(at: index, to: Int32(index)) }
      initialized = count
    }
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, index(below: last + 1))
    }
    return order
  }
}
