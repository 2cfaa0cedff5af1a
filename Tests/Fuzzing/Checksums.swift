import TrainingData

/// Puts the checksums of damaged files right, so that what is damaged behind them is read too.
enum Checksums {
  /// The sums of an archive's headers, as far as its sizes lead to them.
  static func tar(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var position = 0
    while position + 512 <= bytes.count {
      let field = position + 148..<position + 156
      bytes.replaceSubrange(field, with: repeatElement(32, count: 8))
      let sum = bytes[position..<position + 512].reduce(0) { $0 + Int($1) }
      let digits = String(sum, radix: 8)
      let text = String(repeating: "0", count: 6 - digits.count) + digits
      bytes.replaceSubrange(field, with: Array(text.utf8) + [0, 32])
      let size = bytes[position + 124..<position + 136].prefix { $0 >= 48 && $0 < 56 }
        .reduce(0) { $0 &* 8 &+ Int($1 - 48) }
      guard size >= 0, size < bytes.count else { break }
      position += 512 + (size + 511) / 512 * 512
    }
    return bytes
  }

  /// A gzip file whose contents are `bytes`, not compressed.
  static func gzip(stored bytes: [UInt8]) -> [UInt8] {
    let kept = bytes.prefix(65_535)
    let length = UInt16(kept.count)
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1] + little(length) + little(~length) + kept
      + gzipTrailer(Array(kept))
  }

  /// What stands behind the contents of a gzip member.
  static func gzipTrailer(_ contents: [UInt8]) -> [UInt8] {
    let sum = contents.withUnsafeBytes { CRC32.checksum($0) }
    return little(sum) + little(UInt32(truncatingIfNeeded: contents.count))
  }

  /// The checksums of a PNG file's chunks.
  static func png(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var position = 8
    while position + 12 <= bytes.count {
      let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - position - 12 else { break }
      let end = position + 8 + length
      let sum = bytes.withUnsafeBytes {
        CRC32.checksum(UnsafeRawBufferPointer(rebasing: $0[(position + 4)..<end]))
      }
      bytes.replaceSubrange(end..<end + 4, with: little(sum).reversed())
      position = end + 4
    }
    return bytes
  }

  private static func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian, Array.init)
  }
}
