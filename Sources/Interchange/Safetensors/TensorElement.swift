/// The kinds of numbers a safetensors file may hold, under the format's own names.
public enum TensorElement: String, Hashable, Sendable, CaseIterable {
  /// One byte, 0 or 1.
  case boolean = "BOOL"
  /// One byte, unsigned.
  case uint8 = "U8"
  /// One byte, two's complement.
  case int8 = "I8"
  /// Two bytes, unsigned.
  case uint16 = "U16"
  /// Two bytes, two's complement.
  case int16 = "I16"
  /// Four bytes, unsigned.
  case uint32 = "U32"
  /// Four bytes, two's complement.
  case int32 = "I32"
  /// Eight bytes, unsigned.
  case uint64 = "U64"
  /// Eight bytes, two's complement.
  case int64 = "I64"
  /// IEEE 754 binary16.
  case float16 = "F16"
  /// The upper half of a binary32.
  case bfloat16 = "BF16"
  /// IEEE 754 binary32.
  case float32 = "F32"
  /// IEEE 754 binary64.
  case float64 = "F64"

  /// Bytes of one element.
  public var byteCount: Int {
    switch self {
    case .boolean, .uint8, .int8: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// Whether every value is a whole number.
  public var isInteger: Bool {
    switch self {
    case .boolean, .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64: true
    case .float16, .bfloat16, .float32, .float64: false
    }
  }

  /// Converts elements as they lie in a file to `Float`; integers and doubles round to nearest.
  func convert(
    _ bytes: UnsafeRawBufferPointer, into floats: UnsafeMutableBufferPointer<Float>
  ) {
    func each<Raw: FixedWidthInteger>(_ raw: Raw.Type, _ float: (Raw) -> Float) {
      for index in floats.indices {
        floats[index] = float(
          Raw(littleEndian: bytes.loadUnaligned(fromByteOffset: index * byteCount, as: Raw.self)))
      }
    }
    switch self {
    case .boolean: each(UInt8.self) { $0 == 0 ? 0 : 1 }
    case .uint8: each(UInt8.self) { Float($0) }
    case .int8: each(Int8.self) { Float($0) }
    case .uint16: each(UInt16.self) { Float($0) }
    case .int16: each(Int16.self) { Float($0) }
    case .uint32: each(UInt32.self) { Float($0) }
    case .int32: each(Int32.self) { Float($0) }
    case .uint64: each(UInt64.self) { Float($0) }
    case .int64: each(Int64.self) { Float($0) }
    case .float16: each(UInt16.self, HalfPrecision.float)
    case .bfloat16: each(UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
    case .float32: each(UInt32.self) { Float(bitPattern: $0) }
    case .float64: each(UInt64.self) { Float(Double(bitPattern: $0)) }
    }
  }

  /// The element at `index` as an integer; `nil` for kinds that are no integers, and beyond `Int64`.
  func integer(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int64? {
    func load<Raw: FixedWidthInteger>(_ raw: Raw.Type) -> Int64? {
      Int64(
        exactly: Raw(
          littleEndian: bytes.loadUnaligned(fromByteOffset: index * byteCount, as: Raw.self)))
    }
    switch self {
    case .boolean: return load(UInt8.self).map { $0 == 0 ? 0 : 1 }
    case .uint8: return load(UInt8.self)
    case .int8: return load(Int8.self)
    case .uint16: return load(UInt16.self)
    case .int16: return load(Int16.self)
    case .uint32: return load(UInt32.self)
    case .int32: return load(Int32.self)
    case .uint64: return load(UInt64.self)
    case .int64: return load(Int64.self)
    case .float16, .bfloat16, .float32, .float64: return nil
    }
  }
}
