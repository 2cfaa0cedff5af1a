import Foundation

// Our own conversions, not the standard library's `random(in:using:)`, whose algorithms may change
// between releases and with them every generated image.
extension CounterGenerator {
  /// A number in 0 ..< 1, a multiple of 2⁻²⁴.
  public mutating func unit() -> Float {
    Float(nextWord() >> 8) * 0x1p-24
  }

  /// A number in 0 ..< 1, a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number between the bounds, uniform.
  public mutating func uniform(_ range: ClosedRange<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * unit()
  }

  /// A number between the bounds, its logarithm uniform.
  ///
  /// Both bounds are positive.
  public mutating func logUniform(_ range: ClosedRange<Float>) -> Float {
    exp(uniform(log(range.lowerBound)...log(range.upperBound)))
  }

  /// A whole number in 0 ..< `bound`, exactly uniform.
  ///
  /// - Precondition: `bound` is positive.
  public mutating func index(below bound: Int) -> Int {
    Int(number(below: UInt64(bound)))
  }

  /// A whole number in 0 ..< `bound`, exactly uniform (Lemire's multiplication with rejection).
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

  /// A whole number in 0 ..< `bound`, exactly uniform, for bounds beyond 64 bits.
  ///
  /// - Precondition: `bound` is positive.
  public mutating func number(below bound: UInt128) -> UInt128 {
    if let narrow = UInt64(exactly: bound) { return UInt128(number(below: narrow)) }
    // Fewer than half of the draws fall outside, as the mask is below twice the bound.
    let mask = UInt128.max >> UInt128(bound.leadingZeroBitCount)
    while true {
      let draw = (UInt128(next()) << 64 | UInt128(next())) & mask
      if draw < bound { return draw }
    }
  }

  /// True with the given probability.
  public mutating func chance(_ probability: Double) -> Bool {
    uniform() < probability
  }

  /// A standard normal number (Box and Muller).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
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
    let boost = shape < 1 ? log(1 - uniform()) / shape : 0
    let d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = 1 + c * x
      let u = 1 - uniform()
      if v <= 0 { continue }
      let logCube = 3 * log(v)
      if log(u) < x * x / 2 + d - d * v * v * v + d * logCube { return log(d) + logCube + boost }
    }
  }

  /// Puts `elements` into a uniformly random order (Fisher and Yates).
  @inlinable public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, index(below: last + 1))
    }
  }

  /// A uniformly random order of `0 ..< count`.
  public mutating func permutation(_ count: Int) -> [Int32] {
    var order = [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
      for index in 0..<count { buffer.initializeElement(at: index, to: Int32(index)) }
      initialized = count
    }
    shuffle(&order)
    return order
  }
}
