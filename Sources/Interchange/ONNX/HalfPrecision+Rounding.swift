extension HalfPrecision {
  /// The bits of the half-precision number nearest to `value`, of two equally near ones the even one.
  ///
  /// - Returns: `nil` for what no finite half-precision number is near: 65520 and more, and what is no
  ///   number.
  static func bits(_ value: Float) -> UInt16? {
    let sign = UInt16(truncatingIfNeeded: value.bitPattern >> 16) & 0x8000
    let magnitude = value.magnitude
    guard magnitude < 65520 else { return nil }
    // Below 2^-14 halves are multiples of 2^-24; the largest of these rounds up to the first normal
    // one, whose bits follow.
    guard magnitude >= 0x1p-14 else {
      return sign | UInt16((magnitude * 0x1p24).rounded(.toNearestOrEven))
    }
    // Thirteen bits of the fraction go; what they carry over may go on into the exponent.
    let bits = magnitude.bitPattern
    let rounded = bits + 0xFFF + (bits >> 13 & 1)
    return sign | UInt16(truncatingIfNeeded: (rounded >> 13) - (112 << 10))
  }
}
