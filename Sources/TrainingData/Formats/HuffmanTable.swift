/// A canonical Huffman code for decoding: a table for codes of up to ten bits, and counts for the
/// rare longer ones.
///
/// Source: RFC 1951, section 3.2.2.
struct HuffmanTable {
  static let longestCode = 15
  static let tableBits = 10

  /// Indexed by the next ten bits: symbol << 4 | code length, or 0 where the code is longer or
  /// there is none.
  private(set) var table = [UInt16](repeating: 0, count: 1 << tableBits)
  /// Codes of each length.
  private(set) var counts = [Int](repeating: 0, count: longestCode + 1)
  /// Symbols in the order of their codes.
  private(set) var symbols: [UInt16]

  /// Builds the code with these lengths, one per symbol, 0 for an unused symbol.
  ///
  /// `nil` where lengths describe more codes than bits allow, or fewer: only a code of a single
  /// symbol of one bit, or of no symbol, may be incomplete.
  init?(lengths: some RandomAccessCollection<UInt8>) {
    for length in lengths { counts[Int(length)] += 1 }
    let used = lengths.count - counts[0]
    counts[0] = 0
    var left = 1
    for length in 1...Self.longestCode {
      left = left << 1 - counts[length]
      if left < 0 { return nil }
    }
    if left > 0 && !(used == 0 || (used == 1 && counts[1] == 1)) { return nil }
    var offsets = [Int](repeating: 0, count: Self.longestCode + 2)
    var firstCodes = [Int](repeating: 0, count: Self.longestCode + 2)
    for length in 1...Self.longestCode {
      offsets[length + 1] = offsets[length] + counts[length]
      firstCodes[length + 1] = (firstCodes[length] + counts[length]) << 1
    }
    symbols = [UInt16](repeating: 0, count: used)
    for (symbol, length) in lengths.enumerated() where length > 0 {
      let length = Int(length)
      symbols[offsets[length]] = UInt16(symbol)
      offsets[length] += 1
      let code = firstCodes[length]
      firstCodes[length] += 1
      if length <= Self.tableBits { fill(code: code, length: length, symbol: symbol) }
    }
  }

  /// Enters a code at every index whose low bits are the code, first bit lowest.
  private mutating func fill(code: Int, length: Int, symbol: Int) {
    var reversed = 0
    for bit in 0..<length where code >> bit & 1 == 1 { reversed |= 1 << (length - 1 - bit) }
    let entry = UInt16(symbol << 4 | length)
    for index in stride(from: reversed, to: 1 << Self.tableBits, by: 1 << length) {
      table[index] = entry
    }
  }

  /// Decodes a code that the table lacks: bit by bit, comparing with the last code of each length.
  ///
  /// - Returns: The symbol and its code's length, or `nil` where the bits are no code.
  func decodeLong(_ bits: UInt64) -> (symbol: Int, length: Int)? {
    var (code, first, index) = (0, 0, 0)
    for length in 1...Self.longestCode {
      code |= Int(bits >> UInt64(length - 1) & 1)
      let count = counts[length]
      if code - count < first { return (Int(symbols[index + code - first]), length) }
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    return nil
  }
}
