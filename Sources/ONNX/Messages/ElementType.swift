/// What the elements of a tensor are, by the number that `onnx.proto` gives it.
package struct ElementType: RawRepresentable, Hashable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  package static let float = ElementType(rawValue: 1)
  package static let float16 = ElementType(rawValue: 10)
  package static let int64 = ElementType(rawValue: 7)
  static let string = ElementType(rawValue: 8)
  static let bool = ElementType(rawValue: 9)

  private static let widths = [
    1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 12: 4, 13: 8, 14: 8, 15: 16,
    16: 2, 17: 1, 18: 1, 19: 1, 20: 1,
  ]

  /// Bytes of an element; `nil` where elements share bytes or have no fixed number of them.
  package var width: Int? { Self.widths[rawValue] }

  /// Whether elements are real numbers in floating point.
  package var isFloat: Bool { [1, 10, 11, 16, 17, 18, 19, 20, 23].contains(rawValue) }

  private var isSigned: Bool { [3, 5, 6, 7].contains(rawValue) }

  /// The integer in the lowest `width` bytes of `bits`.
  func integer(_ bits: UInt64) -> Int {
    guard isSigned, let width, width < 8 else { return Int(Int64(bitPattern: bits)) }
    let shift = UInt64(64 - 8 * width)
    return Int(Int64(bitPattern: bits << shift) >> Int64(shift))
  }

  /// The real number in the lowest `width` bytes of `bits`; `nil` for those of eight bits, which no
  /// shape is computed from.
  func float(_ bits: UInt64) -> Double? {
    let low = UInt32(truncatingIfNeeded: bits)
    switch rawValue {
    case 1: return Double(Float(bitPattern: low))
    case 10: return Self.half(low)
    case 11: return Double(bitPattern: bits)
    case 16: return Double(Float(bitPattern: low << 16))
    default: return nil
    }
  }

  /// A half-precision number: `Float16` is not there on every processor we build for.
  private static func half(_ bits: UInt32) -> Double {
    let magnitude: Double
    let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 1023))
    switch exponent {
    case 0: magnitude = Double(sign: .plus, exponent: -24, significand: fraction)
    case 31: magnitude = fraction == 0 ? .infinity : .nan
    default: magnitude = Double(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
    }
    return bits & 0x8000 == 0 ? magnitude : -magnitude
  }
}
