/// An IDX file of unsigned bytes.
func idx(_ dimensions: [UInt32], _ bytes: [UInt8]) -> [UInt8] {
  [0, 0, 8, UInt8(dimensions.count)] + dimensions.flatMap(bigEndian) + bytes
}

func bigEndian(_ value: UInt32) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
}

func littleEndian(_ value: UInt32) -> [UInt8] { bigEndian(value).reversed() }

/// A gzip file of stored blocks.
func gzip(_ contents: [UInt8]) -> [UInt8] {
  var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  var start = 0
  repeat {
    let end = min(start + 65_535, contents.count)
    let length = UInt32(end - start)
    file.append(end == contents.count ? 1 : 0)
    file += littleEndian(length | ~length << 16)
    file += contents[start..<end]
    start = end
  } while start < contents.count
  return file + littleEndian(checksum(contents)) + littleEndian(UInt32(contents.count))
}

/// CRC-32 bit by bit, from its definition as division by a polynomial.
func checksum(_ bytes: [UInt8]) -> UInt32 {
  var crc: UInt32 = ~0
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }
  return ~crc
}

/// A CIFAR record: labels, then planes in which pixel (x, y) of plane p is x + 3y + 40p + 11·image.
func cifarRecord(_ labels: [UInt8], image: Int) -> [UInt8] {
  var record = labels
  for plane in 0..<3 {
    for y in 0..<32 {
      for x in 0..<32 { record.append(cifarPixel(x, y, plane, image: image)) }
    }
  }
  return record
}

func cifarPixel(_ x: Int, _ y: Int, _ plane: Int, image: Int) -> UInt8 {
  UInt8(truncatingIfNeeded: x + 3 * y + 40 * plane + 11 * image)
}
