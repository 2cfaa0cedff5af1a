import TrainingData

extension RGBImage {
  /// The picture as a PNG file (ISO/IEC 15948): eight bits a channel, rows as they are, in stored
  /// blocks.
  ///
  /// Not compressed, three bytes a pixel: every build can write it, with or without a library for
  /// images.
  package var png: [UInt8] {
    var rows: [UInt8] = []
    rows.reserveCapacity(size.height * (3 * size.width + 1))
    for row in 0..<size.height {
      rows.append(0)
      rows += bytes[row * 3 * size.width..<(row + 1) * 3 * size.width]
    }
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    let header = Self.bigEndian(size.width) + Self.bigEndian(size.height) + [8, 2, 0, 0, 0]
    file += Self.chunk("IHDR", header)
    file += Self.chunk("IDAT", Self.stored(rows))
    file += Self.chunk("IEND", [])
    return file
  }

  private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let checked = Array(name.utf8) + data
    let checksum = checked.withUnsafeBytes { CRC32.checksum($0) }
    return bigEndian(data.count) + checked + bigEndian(Int(checksum))
  }

  /// A zlib stream (RFC 1950) of stored blocks (RFC 1951, section 3.2.4).
  private static func stored(_ data: [UInt8]) -> [UInt8] {
    let longest = 0xFFFF
    var stream: [UInt8] = [0x78, 0x01]
    stream.reserveCapacity(data.count + 5 * (data.count / longest + 1) + 6)
    for start in stride(from: 0, to: data.count, by: longest) {
      let end = min(start + longest, data.count)
      let count = UInt16(end - start)
      stream.append(end == data.count ? 1 : 0)
      for field in [count, ~count] { stream += [UInt8(field & 0xFF), UInt8(field >> 8)] }
      stream += data[start..<end]
    }
    return stream + bigEndian(Int(adler32(data)))
  }

  /// RFC 1950, section 8.2.
  private static func adler32(_ data: [UInt8]) -> UInt32 {
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in data {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return high << 16 | low
  }

  private static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
