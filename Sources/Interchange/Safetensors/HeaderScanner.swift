import Files

/// Reads the JSON of a safetensors header from left to right.
///
/// A general JSON reader keeps one of two equal keys without a word; here that is an error, as is
/// everything that the format does not use.
struct HeaderScanner {
  private let bytes: [UInt8]
  private let file: String
  private let offset: Int
  private let part: String
  private var position = 0

  /// - Parameters:
  ///   - bytes: The header.
  ///   - file: The file's path, for errors.
  ///   - offset: Where the header lies in the file, for errors.
  ///   - part: What errors call it.
  init(_ bytes: [UInt8], file: String, offset: Int, part: String = "the header") {
    self.bytes = bytes
    self.file = file
    self.offset = offset
    self.part = part
  }

  /// An object; `member` reads the value of each key.
  mutating func object(
    _ member: (inout HeaderScanner, String) throws(FileError) -> Void
  ) throws(FileError) {
    try expect("{")
    if accept("}") { return }
    repeat {
      let key = try string()
      try expect(":")
      try member(&self, key)
    } while accept(",")
    try expect("}")
  }

  /// A list of whole numbers, none negative.
  mutating func integers() throws(FileError) -> [Int] {
    try expect("[")
    var values: [Int] = []
    if accept("]") { return values }
    repeat { values.append(try integer()) } while accept(",")
    try expect("]")
    return values
  }

  /// Passes over a value of any kind.
  ///
  /// - Parameter depth: How many lists and objects may stand in each other.
  /// - Throws: `FileError` where there is no value, or one that is nested deeper.
  mutating func skipValue(depth: Int = 64) throws(FileError) {
    guard depth > 0 else { throw malformed(at: position, "values in values, 64 deep") }
    skipSpace()
    guard position < bytes.count else { throw unexpected("a value") }
    switch bytes[position] {
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "{"):
      try object { scanner, _ throws(FileError) in try scanner.skipValue(depth: depth - 1) }
    case UInt8(ascii: "["):
      position += 1
      if accept("]") { return }
      repeat { try skipValue(depth: depth - 1) } while accept(",")
      try expect("]")
    default:
      let start = position
      let isPart: (UInt8) -> Bool = {
        (0x30...0x39).contains($0) || (0x61...0x7A).contains($0)
          || [0x2B, 0x2D, 0x2E, 0x45].contains($0)
      }
      while position < bytes.count, isPart(bytes[position]) { position += 1 }
      let word = String(decoding: bytes[start..<position], as: UTF8.self)
      guard ["true", "false", "null"].contains(word) || Double(word) != nil else {
        position = start
        throw unexpected("a value")
      }
    }
  }

  private mutating func integer() throws(FileError) -> Int {
    skipSpace()
    let start = position
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
    let digits = bytes[start..<position]
    guard !digits.isEmpty, digits.count == 1 || digits.first != 0x30 else {
      throw unexpected("a whole number")
    }
    guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
      throw malformed(at: start, "a number beyond 2^63")
    }
    return value
  }

  /// A string with JSON's escapes resolved.
  mutating func string() throws(FileError) -> String {
    try expect("\"")
    let start = position
    var units: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: units, as: UTF8.self) else {
          throw malformed(at: start, "a string that is not UTF-8")
        }
        return text
      case UInt8(ascii: "\\"):
        units.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20:
        throw malformed(at: position - 1, "a control character in a string")
      default:
        units.append(byte)
      }
    }
    throw malformed(at: start, "a string without end")
  }

  private mutating func escape() throws(FileError) -> Unicode.Scalar {
    guard position < bytes.count else { throw unexpected("an escape") }
    position += 1
    switch bytes[position - 1] {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw malformed(at: position - 1, "an unknown escape in a string")
    }
  }

  private mutating func unicodeEscape() throws(FileError) -> Unicode.Scalar {
    let start = position
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    // Beyond 16 bits, JSON writes a pair of surrogates.
    guard (0xD800..<0xDC00).contains(first), bytes[position...].starts(with: [0x5C, 0x75]) else {
      throw malformed(at: start, "half of a surrogate pair")
    }
    position += 2
    let second = try hexadecimal()
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw malformed(at: start, "half of a surrogate pair") }
    return scalar
  }

  private mutating func hexadecimal() throws(FileError) -> UInt32 {
    let end = position + 4
    guard end <= bytes.count else { throw unexpected("four hexadecimal digits") }
    let digits = bytes[position..<end]
    guard digits.first != UInt8(ascii: "+"),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw malformed(at: position, "no hexadecimal number after \\u") }
    position = end
    return value
  }

  /// Only blanks may follow: writers pad the header with them.
  mutating func end() throws(FileError) {
    skipSpace()
    guard position == bytes.count else { throw unexpected("the end of \(part)") }
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(FileError) {
    guard accept(character) else { throw unexpected("'\(character)'") }
  }

  private func unexpected(_ expected: String) -> FileError {
    let found =
      position < bytes.count
      ? "'\(String(decoding: bytes[position...].prefix(12), as: UTF8.self))'" : "its end"
    return malformed(at: position, "\(found); expected \(expected)")
  }

  private func malformed(at position: Int, _ found: String) -> FileError {
    FileError(
      .malformed, file: file, "\(part), at byte \(offset + position): found \(found)")
  }
}
