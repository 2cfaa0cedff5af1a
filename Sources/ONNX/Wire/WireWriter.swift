/// A message in Protocol Buffers' wire format, as it is written: field after field.
///
/// Every field is a tag (its number and how its value is written) and the value: a variable-length
/// integer, four bytes, or a length and that many bytes. Numbers of fields are those of the message
/// types, which read with the same.
package struct WireWriter {
  package private(set) var bytes: [UInt8] = []

  /// How a value is written.
  private enum Wire: UInt64 {
    case variable = 0
    case lengthDelimited = 2
    case fourBytes = 5
  }

  package init() {}

  mutating func add(_ field: some WireFieldNumber, _ value: Int) {
    tag(field, .variable)
    append(variable: UInt64(bitPattern: Int64(value)))
  }

  mutating func add(_ field: some WireFieldNumber, _ value: Float) {
    tag(field, .fourBytes)
    for shift in [0, 8, 16, 24] as [UInt32] {
      bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift))
    }
  }

  mutating func add(_ field: some WireFieldNumber, _ text: String) {
    addHeader(field, byteCount: text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func add(_ field: some WireFieldNumber, _ message: WireWriter) {
    addHeader(field, byteCount: message.bytes.count)
    bytes.append(contentsOf: message.bytes)
  }

  /// The tag and length of a field whose bytes are written elsewhere.
  mutating func addHeader(_ field: some WireFieldNumber, byteCount: Int) {
    tag(field, .lengthDelimited)
    append(variable: UInt64(byteCount))
  }

  /// The fields of another message, as if they were this one's.
  mutating func append(_ other: WireWriter) {
    bytes.append(contentsOf: other.bytes)
  }

  private mutating func tag(_ field: some WireFieldNumber, _ wire: Wire) {
    append(variable: UInt64(field.rawValue) << 3 | wire.rawValue)
  }

  /// Seven bits a byte, the lowest first; the top bit says that more follow.
  private mutating func append(variable value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

/// The fields of a message by their numbers in `onnx.proto`: what is read and what is written.
protocol WireFieldNumber: RawRepresentable where RawValue == Int {}
