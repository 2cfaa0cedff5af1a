import Files

/// The fields of one message in Protocol Buffers' wire format, one after the other.
///
/// Nothing is read outside of the message, and every length is held against what is left of it.
struct WireReader {
  let bytes: ModelBytes
  /// What the message is, for errors.
  let name: String
  /// How many messages this one lies in.
  let depth: Int
  private(set) var position: Int
  private let end: Int

  /// A message inside another inside another …: deeper than any exporter nests graphs.
  private static let greatestDepth = 64

  /// The message that is the whole file.
  init(_ bytes: ModelBytes, name: String) {
    (self.bytes, self.name, depth, position, end) = (bytes, name, 0, 0, bytes.size)
  }

  private init(_ parent: WireReader, name: String, range: Range<Int>) {
    (bytes, self.name, depth) = (parent.bytes, name, parent.depth + 1)
    (position, end) = (range.lowerBound, range.upperBound)
  }

  /// The next field, `nil` at the message's end.
  ///
  /// - Throws: `FileError` naming the byte where the message is damaged.
  mutating func next() throws(FileError) -> WireField? {
    guard position < end else { return nil }
    let offset = position
    let tag = try variable()
    guard let number = Int(exactly: tag >> 3), (1..<(1 << 29)).contains(number) else {
      throw bytes.malformed(at: offset, "\(name): field number \(tag >> 3) is none")
    }
    switch tag & 7 {
    case 0: return WireField(number, offset, .variable(try variable()))
    case 1: return WireField(number, offset, .bits(try fixed(8)))
    case 5: return WireField(number, offset, .bits(try fixed(4)))
    case 2:
      let length = try variable()
      guard length <= UInt64(end - position) else {
        throw bytes.malformed(
          at: offset,
          "\(name): field \(number) is \(length) bytes long; \(end - position) are left")
      }
      let range = position..<(position + Int(length))
      position = range.upperBound
      return WireField(number, offset, .bytes(range))
    default:
      throw bytes.malformed(
        at: offset, "\(name): field \(number) has wire type \(tag & 7); expected 0, 1, 2 or 5")
    }
  }

  /// Seven bits a byte, the lowest first; the top bit says that more follow.
  private mutating func variable() throws(FileError) -> UInt64 {
    let offset = position
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard position < end else {
        throw bytes.malformed(at: offset, "\(name) ends inside a number")
      }
      let byte = try bytes.byte(at: position)
      position += 1
      guard shift < 63 || byte <= 1 else { break }
      value |= UInt64(byte & 0x7f) << shift
      if byte & 0x80 == 0 { return value }
    }
    throw bytes.malformed(at: offset, "\(name): a number of more than 64 bits")
  }

  private mutating func fixed(_ count: Int) throws(FileError) -> UInt64 {
    guard count <= end - position else {
      throw bytes.malformed(at: position, "\(name) ends inside a number of \(count) bytes")
    }
    var value: UInt64 = 0
    for index in 0..<count {
      value |= UInt64(try bytes.byte(at: position + index)) << UInt64(8 * index)
    }
    position += count
    return value
  }
}

/// One field of a message: its number, where it stands, and how its value is written.
struct WireField {
  enum Value {
    case variable(UInt64)
    /// Four or eight bytes.
    case bits(UInt64)
    case bytes(Range<Int>)
  }

  let number: Int
  let offset: Int
  let value: Value

  init(_ number: Int, _ offset: Int, _ value: Value) {
    (self.number, self.offset, self.value) = (number, offset, value)
  }
}

// MARK: - Values of fields

extension WireReader {
  private func unexpected(_ field: WireField, _ expected: String) -> FileError {
    bytes.malformed(at: field.offset, "\(name): field \(field.number) is not \(expected)")
  }

  /// The message in `field`, which errors call `name`.
  func message(_ field: WireField, _ name: String) throws(FileError) -> WireReader {
    let range = try range(field)
    guard depth < Self.greatestDepth else {
      throw bytes.malformed(
        at: field.offset, "\(name): messages nest deeper than \(Self.greatestDepth)")
    }
    return WireReader(self, name: name, range: range)
  }

  func range(_ field: WireField) throws(FileError) -> Range<Int> {
    guard case .bytes(let range) = field.value else { throw unexpected(field, "of given length") }
    return range
  }

  func text(_ field: WireField) throws(FileError) -> String {
    let range = try range(field)
    guard range.count <= 1 << 20 else { throw unexpected(field, "a text of at most 1 MiB") }
    guard let text = String(validating: try bytes.bytes(in: range), as: UTF8.self) else {
      throw unexpected(field, "a text in UTF-8")
    }
    return text
  }

  func integer(_ field: WireField) throws(FileError) -> Int {
    guard case .variable(let value) = field.value else { throw unexpected(field, "an integer") }
    return Int(Int64(bitPattern: value))
  }

  func float(_ field: WireField) throws(FileError) -> Float {
    guard case .bits(let bits) = field.value, let bits = UInt32(exactly: bits) else {
      throw unexpected(field, "a float")
    }
    return Float(bitPattern: bits)
  }

  /// Adds the integers of a repeated field, packed or one by one.
  func append(_ field: WireField, to integers: inout [Int]) throws(FileError) {
    guard case .bytes(let range) = field.value else {
      integers.append(try integer(field))
      return
    }
    var packed = WireReader(self, name: name, range: range)
    while packed.position < packed.end {
      integers.append(Int(Int64(bitPattern: try packed.variable())))
    }
  }

  /// Adds the floats of a repeated field, packed or one by one, of `width` bytes each.
  func append(
    _ field: WireField, width: Int = 4, to floats: inout [Double]
  ) throws(FileError) {
    func value(_ bits: UInt64) -> Double {
      width == 8
        ? Double(bitPattern: bits) : Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    }
    switch field.value {
    case .bits(let bits): floats.append(value(bits))
    case .variable: throw unexpected(field, "a list of floats")
    case .bytes(let range):
      var packed = WireReader(self, name: name, range: range)
      while packed.position < packed.end { floats.append(value(try packed.fixed(width))) }
    }
  }
}
