import CKernels
import Testing

/// Memory of exactly `count` floats, 64-byte aligned, so that AddressSanitizer sees every read or
/// write behind its end.
final class Floats {
  let pointer: UnsafeMutablePointer<Float>
  let count: Int

  init(count: Int, _ value: (Int) -> Double = { _ in 0 }) {
    self.count = count
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    pointer = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    for index in 0..<count { (pointer + index).initialize(to: Float(value(index))) }
  }

  /// Numbers between −1 and 1 that depend on the seed and the index alone.
  convenience init(count: Int, seed: UInt64) {
    self.init(count: count) { random(seed, $0) }
  }

  deinit { pointer.deallocate() }

  subscript(index: Int) -> Double {
    precondition(index < count)
    return Double(pointer[index])
  }

  var readOnly: UnsafePointer<Float> { UnsafePointer(pointer) }
  var array: [Float] { (0..<count).map { pointer[$0] } }
}

/// Memory of exactly `count` doubles, all NaN at first.
final class Doubles {
  let pointer: UnsafeMutablePointer<Double>
  let count: Int

  init(count: Int) {
    self.count = count
    pointer = .allocate(capacity: max(count, 1))
    pointer.initialize(repeating: .nan, count: max(count, 1))
  }

  deinit { pointer.deallocate() }

  subscript(index: Int) -> Double { pointer[index] }
}

/// A number between −1 and 1 that depends on the seed and the index alone (SplitMix64).
func random(_ seed: UInt64, _ index: Int) -> Double {
  var x = seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(index + 1) &* 0xBF58_476D_1CE4_E5B9
  x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
  x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
  x ^= x >> 31
  return Double(Int64(bitPattern: x) >> 11) / 4_503_599_627_370_496
}

/// A sum in double precision, with the sum of its terms' magnitudes, which bounds the error of any
/// order of summation in float.
struct Sum {
  var value = 0.0
  var magnitude = 0.0

  mutating func add(_ term: Double) {
    value += term
    magnitude += abs(term)
  }
}

/// The implementations that this processor runs, by name.
struct Variant: CustomTestStringConvertible, Sendable {
  let testDescription: String
  private let raw: ck_variant

  var kernels: ck_kernels {
    guard let table = ck_select(raw) else { preconditionFailure("\(testDescription) went away") }
    return table.pointee
  }

  static let available: [Variant] = (0..<UInt32(CK_VARIANTS)).map { ck_variant($0) }
    .filter { ck_variant_available($0) }
    .map { Variant(testDescription: String(cString: ck_variant_name($0)), raw: $0) }
}
