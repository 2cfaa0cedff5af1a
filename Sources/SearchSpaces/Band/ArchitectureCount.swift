/// A number of architectures of any size, exact.
///
/// A band of a space holds fewer than 2^127 architectures, or it is refused; a whole space may hold
/// more, and its size is printed to the last digit all the same.
public struct ArchitectureCount: Hashable, Comparable, Sendable {
  /// Digits in base 2^64, the lowest first, and no zero on top; none for zero.
  private var digits: [UInt64] = []

  static let zero = ArchitectureCount(0)

  /// The count of `number` architectures.
  public init(_ number: UInt128) {
    digits = [UInt64(truncatingIfNeeded: number), UInt64(truncatingIfNeeded: number >> 64)]
    dropZeros()
  }

  /// How many binary digits the count has; 0 for none.
  var bitWidth: Int {
    guard let top = digits.last else { return 0 }
    return digits.count * UInt64.bitWidth - top.leadingZeroBitCount
  }

  /// The 128 binary digits from number `excess` on, counted from the lowest.
  func bits(from excess: Int) -> UInt128 {
    let (skipped, shift) = excess.quotientAndRemainder(dividingBy: UInt64.bitWidth)
    let low = UInt128(digit(skipped)) | UInt128(digit(skipped + 1)) << 64
    return shift == 0 ? low : low >> shift | UInt128(digit(skipped + 2)) << (128 - shift)
  }

  private func digit(_ index: Int) -> UInt64 {
    index < digits.count ? digits[index] : 0
  }

  private mutating func dropZeros() {
    while digits.last == 0 { digits.removeLast() }
  }

  static func + (left: ArchitectureCount, right: ArchitectureCount) -> ArchitectureCount {
    var sum = left
    var carry: UInt128 = 0
    for index in 0..<max(left.digits.count, right.digits.count) {
      carry += UInt128(left.digit(index)) + UInt128(right.digit(index))
      sum.set(index, to: UInt64(truncatingIfNeeded: carry))
      carry >>= 64
    }
    if carry > 0 { sum.digits.append(UInt64(carry)) }
    return sum
  }

  static func * (left: ArchitectureCount, right: Int) -> ArchitectureCount {
    var product = ArchitectureCount.zero
    var carry: UInt128 = 0
    for digit in left.digits {
      carry += UInt128(digit) * UInt128(right)
      product.digits.append(UInt64(truncatingIfNeeded: carry))
      carry >>= 64
    }
    product.digits.append(UInt64(carry))
    product.dropZeros()
    return product
  }

  private mutating func set(_ index: Int, to digit: UInt64) {
    if index < digits.count { digits[index] = digit } else { digits.append(digit) }
  }

  public static func < (left: ArchitectureCount, right: ArchitectureCount) -> Bool {
    left.digits.count == right.digits.count
      ? left.digits.reversed().lexicographicallyPrecedes(right.digits.reversed())
      : left.digits.count < right.digits.count
  }
}

extension ArchitectureCount: CustomStringConvertible {
  /// The count in decimal digits, without separators.
  public var description: String {
    let group: UInt64 = 1_000_000_000_000_000_000
    var rest = digits
    var groups: [UInt64] = []
    while !rest.isEmpty {
      var remainder: UInt64 = 0
      for index in rest.indices.reversed() {
        (rest[index], remainder) = group.dividingFullWidth((remainder, rest[index]))
      }
      while rest.last == 0 { rest.removeLast() }
      groups.append(remainder)
    }
    let lower = groups.dropLast().reversed().map {
      let digits = String($0)
      return String(repeating: "0", count: 18 - digits.count) + digits
    }
    return String(groups.last ?? 0) + lower.joined()
  }
}

extension Int {
  /// The count as an `Int`; like every conversion between whole numbers, it traps where it doesn't
  /// fit.
  package init(_ count: ArchitectureCount) {
    precondition(count.bitWidth < Int.bitWidth, "\(count) architectures are beyond Int")
    self = Int(count.bits(from: 0))
  }
}
