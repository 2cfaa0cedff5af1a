/// Decompresses one DEFLATE stream, block by block, into a buffer that grows as output appears.
///
/// Memory follows the output, never a declared size. Source: RFC 1951.
struct Inflate {
  private let input: UnsafeRawBufferPointer
  private let file: String
  private var position: Int
  private var bits: UInt64 = 0
  private var bitCount = 0
  /// Zero bytes taken from behind the end of the input.
  private var missing = 0
  private(set) var output: [UInt8]
  private(set) var outputCount = 0

  /// The longest run that one code of a block writes.
  private static let longestMatch = 258

  /// A stream that begins at `position` of `input`; `expected` output bytes are set aside at first.
  init(_ input: UnsafeRawBufferPointer, from position: Int, file: String, expecting expected: Int) {
    self.input = input
    self.file = file
    self.position = position
    output = [UInt8](repeating: 0, count: expected + Self.longestMatch)
  }

  /// The first byte of the input after the stream.
  var endOfInput: Int { position - (bitCount >> 3) }

  /// Hands the output over, without the buffer's unused end.
  mutating func takeOutput() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &output)
    taken.removeLast(taken.count - outputCount)
    outputCount = 0
    return taken
  }

  /// Decompresses until the stream ends or has given at least `limit` bytes.
  ///
  /// - Returns: Whether the stream ended.
  mutating func run(limit: Int) throws(TrainingDataError) -> Bool {
    while true {
      let isLast = try take(1) == 1
      switch try take(2) {
      case 0:
        try copyStored()
      case 1:
        if try !inflateBlock(Self.fixedLiterals, Self.fixedDistances, limit: limit) { return false }
      case 2:
        let (literals, distances) = try readTables()
        if try !inflateBlock(literals, distances, limit: limit) { return false }
      default:
        throw corrupt("block type 3, which DEFLATE does not define")
      }
      if isLast { return true }
      if outputCount >= limit { return false }
    }
  }

  // MARK: Bits

  private mutating func refill() {
    if position + 8 <= input.count {
      let word = UInt64(
        littleEndian: input.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      bits |= word << UInt64(bitCount)
      let bytes = (63 - bitCount) >> 3
      position += bytes
      bitCount += bytes << 3
      // Bits above bitCount are those of the next bytes: they are or-ed in again unchanged.
    } else {
      bits &= bitCount == 0 ? 0 : ~0 >> UInt64(64 - bitCount)
      while bitCount <= 56 {
        if position < input.count {
          bits |= UInt64(input[position]) << UInt64(bitCount)
        } else {
          missing += 1
        }
        position += 1
        bitCount += 8
      }
    }
  }

  /// True once bits have been used that lie behind the end of the input.
  private var isOverrun: Bool { missing << 3 > bitCount }

  private mutating func take(_ count: Int) throws(TrainingDataError) -> Int {
    if bitCount < count { refill() }
    let value = Int(bits & (1 << UInt64(count) - 1))
    drop(count)
    if isOverrun { throw truncated() }
    return value
  }

  private mutating func drop(_ count: Int) {
    bits >>= UInt64(count)
    bitCount -= count
  }

  // MARK: Blocks

  private mutating func copyStored() throws(TrainingDataError) {
    drop(bitCount & 7)
    let length = try take(16)
    let complement = try take(16)
    guard length == ~complement & 0xFFFF else {
      throw corrupt("stored block of \(length) bytes whose check value is \(complement)")
    }
    // Give the bytes that wait in the bit buffer back to the input.
    position -= bitCount >> 3
    (bits, bitCount, missing) = (0, 0, 0)
    guard position + length <= input.count else { throw truncated() }
    reserve(length)
    for index in 0..<length { output[outputCount + index] = input[position + index] }
    position += length
    outputCount += length
  }

  private mutating func readTables() throws(TrainingDataError) -> (HuffmanTable, HuffmanTable) {
    let literalCount = try take(5) + 257
    let distanceCount = try take(5) + 1
    let codeCount = try take(4) + 4
    guard literalCount <= 286 && distanceCount <= 30 else {
      throw corrupt("\(literalCount) literal and \(distanceCount) distance codes; at most 286, 30")
    }
    var codeLengths = [UInt8](repeating: 0, count: 19)
    for index in 0..<codeCount { codeLengths[Self.codeOrder[index]] = UInt8(try take(3)) }
    guard let codes = HuffmanTable(lengths: codeLengths) else {
      throw corrupt("code lengths that form no Huffman code")
    }
    let lengths = try readLengths(literalCount + distanceCount, codes)
    guard lengths[256] > 0 else { throw corrupt("block without an end-of-block code") }
    guard let literals = HuffmanTable(lengths: lengths[..<literalCount]),
      let distances = HuffmanTable(lengths: lengths[literalCount...])
    else { throw corrupt("literal or distance lengths that form no Huffman code") }
    return (literals, distances)
  }

  private mutating func readLengths(
    _ count: Int, _ codes: HuffmanTable
  ) throws(TrainingDataError) -> [UInt8] {
    var lengths: [UInt8] = []
    while lengths.count < count {
      let symbol = try decode(codes)
      if symbol < 16 {
        lengths.append(UInt8(symbol))
        continue
      }
      var value: UInt8 = 0
      var repeats = 0
      switch symbol {
      case 16:
        guard let last = lengths.last else { throw corrupt("repeat before the first code length") }
        value = last
        repeats = try take(2) + 3
      case 17: repeats = try take(3) + 3
      default: repeats = try take(7) + 11
      }
      guard lengths.count + repeats <= count else { throw corrupt("too many code lengths") }
      for _ in 0..<repeats { lengths.append(value) }
    }
    return lengths
  }

  private mutating func decode(_ codes: HuffmanTable) throws(TrainingDataError) -> Int {
    if bitCount < HuffmanTable.longestCode { refill() }
    let entry = Int(codes.table[Int(bits & (1 << UInt64(HuffmanTable.tableBits) - 1))])
    if entry != 0 {
      drop(entry & 15)
      if isOverrun { throw truncated() }
      return entry >> 4
    }
    guard let (symbol, length) = codes.decodeLong(bits) else {
      throw isOverrun ? truncated() : corrupt("bits that are no Huffman code")
    }
    drop(length)
    if isOverrun { throw truncated() }
    return symbol
  }

  /// Decodes a block with these codes; false where the limit came first.
  private mutating func inflateBlock(
    _ literals: HuffmanTable, _ distances: HuffmanTable, limit: Int
  ) throws(TrainingDataError) -> Bool {
    while true {
      let symbol = try decode(literals)
      if symbol < 256 {
        reserve(1)
        output[outputCount] = UInt8(symbol)
        outputCount += 1
      } else if symbol == 256 {
        return true
      } else {
        try copyMatch(symbol, distances)
      }
      if outputCount >= limit { return false }
    }
  }

  private mutating func copyMatch(
    _ symbol: Int, _ distances: HuffmanTable
  ) throws(TrainingDataError) {
    guard symbol <= 285 else { throw corrupt("length code \(symbol); the last is 285") }
    let (lengthBase, lengthBits) = Self.lengths[symbol - 257]
    let length = try Int(lengthBase) + take(Int(lengthBits))
    let code = try decode(distances)
    guard code < 30 else { throw corrupt("distance code \(code); the last is 29") }
    let (distanceBase, distanceBits) = Self.distances[code]
    let distance = try Int(distanceBase) + take(Int(distanceBits))
    guard distance <= outputCount else {
      throw corrupt("match \(distance) bytes back after only \(outputCount) bytes of output")
    }
    reserve(length)
    let start = outputCount
    output.withUnsafeMutableBufferPointer { output in
      // Forward byte by byte: source and target overlap where the distance is short.
      for index in start..<start + length { output[index] = output[index - distance] }
    }
    outputCount += length
  }

  /// Makes room for `count` more bytes, doubling the buffer.
  private mutating func reserve(_ count: Int) {
    let needed = outputCount + count
    if needed <= output.count { return }
    output.append(contentsOf: repeatElement(0, count: max(output.count, needed - output.count)))
  }

  // MARK: Errors

  private func corrupt(_ found: String) -> TrainingDataError {
    TrainingDataError(
      .corrupt, file: file, offset: min(endOfInput, input.count),
      "the compressed stream holds \(found); fetch or make the file again")
  }

  private func truncated() -> TrainingDataError {
    TrainingDataError(
      .truncated, file: file, offset: input.count,
      "the compressed stream ends after \(input.count) bytes, in the middle of a block; "
        + "fetch or make the file again")
  }

  // MARK: Tables (RFC 1951, sections 3.2.5–3.2.7)

  private static let codeOrder = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]

  private static let lengths: [(base: UInt16, extraBits: UInt8)] =
    ranges(first: 3, direct: 8, step: 4, count: 28) + [(258, 0)]

  private static let distances: [(base: UInt16, extraBits: UInt8)] =
    ranges(first: 1, direct: 4, step: 2, count: 30)

  /// `direct` codes for one value each, then `step` codes for each number of extra bits.
  private static func ranges(
    first: Int, direct: Int, step: Int, count: Int
  ) -> [(base: UInt16, extraBits: UInt8)] {
    var base = first
    return (0..<count).map { code in
      let extra = code < direct ? 0 : (code - direct) / step + 1
      defer { base += 1 << extra }
      return (UInt16(base), UInt8(extra))
    }
  }

  private static let fixedLiterals = fixed(
    (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
  private static let fixedDistances = fixed(Array(repeating: 5, count: 32))

  private static func fixed(_ lengths: [UInt8]) -> HuffmanTable {
    guard let table = HuffmanTable(lengths: lengths) else {
      preconditionFailure("the fixed codes of RFC 1951 are complete")
    }
    return table
  }
}
