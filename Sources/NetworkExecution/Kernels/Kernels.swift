import CKernels

/// The implementations of the kernels, plain to wide.
package enum KernelVariant: String, CaseIterable, Sendable {
  /// Plain scalar C.
  case reference
  /// Four lanes, arm64.
  case neon
  /// Eight lanes, AVX2 and FMA.
  case avx2
  /// The sixteen-lane code of ``avx512`` on AVX2 instructions: slow, there to be tested anywhere.
  case wide
  /// Sixteen lanes, AVX-512F with the VL, DQ and BW extensions.
  case avx512

  /// The fastest that this processor can run.
  package static var best: KernelVariant { KernelVariant(ck_best_variant()) }

  /// Whether this processor can run it.
  package var isAvailable: Bool { ck_variant_available(kernelVariant) }

  private init(_ variant: ck_variant) {
    switch variant {
    case CK_NEON: self = .neon
    case CK_AVX2: self = .avx2
    case CK_WIDE: self = .wide
    case CK_AVX512: self = .avx512
    default: self = .reference
    }
  }

  fileprivate var kernelVariant: ck_variant {
    switch self {
    case .reference: CK_REFERENCE
    case .neon: CK_NEON
    case .avx2: CK_AVX2
    case .wide: CK_WIDE
    case .avx512: CK_AVX512
    }
  }
}

/// One implementation of every kernel: the seam between plans, which speak of places, views,
/// gradients and sinks, and the C functions, which take addresses.
package struct Kernels: @unchecked Sendable {
  // A table of functions that nobody changes and that lives as long as the process.
  let table: UnsafePointer<ck_kernels>
  /// Which implementation it is.
  package let variant: KernelVariant

  /// The kernels of a variant.
  ///
  /// - Throws: ``ExecutionError`` where this processor cannot run them.
  package init(_ variant: KernelVariant = .best) throws(ExecutionError) {
    guard let table = ck_select(variant.kernelVariant) else {
      throw ExecutionError(
        .noKernels, "this processor cannot run the \(variant.rawValue) kernels")
    }
    self.table = table
    self.variant = variant
  }

  /// Columns of a matrix product may be split at multiples of this number.
  static let columns = Int(CK_COLUMNS)

  /// The blocks of ``columns`` that so many columns are in, the last perhaps in part.
  static func blocks(ofColumns count: Int) -> Int { (count + columns - 1) / columns }

  /// Floats of scratch of the kernels that normalise rows of so many channels.
  static func rowScratch(channels: Int) -> Int { ck_pointwise_scratch(channels, channels) }

  /// Tells the processor that this thread spins until another has done something.
  @inline(__always)
  static func pause() { ck_pause() }
}
