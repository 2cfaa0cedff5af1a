import Files

/// A constant: its shape, and its elements where they are few and in the file.
struct TensorMessage {
  private(set) var name = ""
  let shape: [Int]
  let type: ElementType
  /// `nil` where there are many, they are in another file, or are left out.
  let elements: TensorElements?

  init(_ message: WireReader) throws(FileError) {
    var reader = message
    var shape: [Int] = []
    var type = ElementType(rawValue: 0)
    var raw: Range<Int>?
    var typed: [WireField] = []
    let offset = reader.position
    while let field = try reader.next() {
      switch field.number {
      case 1: try reader.append(field, to: &shape)
      case 2: type = ElementType(rawValue: try reader.integer(field))
      case 4, 5, 7, 10, 11: typed.append(field)
      case 8: name = try reader.text(field)
      case 9: raw = try reader.range(field)
      default: break
      }
    }
    guard let count = shape.elementCount else {
      throw reader.bytes.malformed(
        at: offset, "tensor '\(name)': shape \(shape) is none, or of too many elements")
    }
    (self.shape, self.type) = (shape, type)
    let places = TensorPlaces(raw: raw, typed: typed, type: type, count: count)
    elements = try places.elements(reader, name: name, offset: offset)
  }
}

/// Where a tensor's elements are: as their bytes, or in fields by kind.
private struct TensorPlaces {
  let raw: Range<Int>?
  let typed: [WireField]
  let type: ElementType
  let count: Int

  /// The elements, where there are few.
  ///
  /// - Throws: `FileError` where there are more or fewer bytes than the shape asks for.
  func elements(
    _ reader: WireReader, name: String, offset: Int
  ) throws(FileError) -> TensorElements? {
    guard let raw else {
      guard count <= TensorElements.greatestCount, !typed.isEmpty else {
        return count == 0 ? .integers([]) : nil
      }
      return try typedElements(reader, name: name, offset: offset)
    }
    guard let width = type.width else { return nil }
    let (byteCount, overflows) = count.multipliedReportingOverflow(by: width)
    guard !overflows, raw.count == byteCount || raw.isEmpty else {
      throw reader.bytes.malformed(
        at: raw.lowerBound,
        "tensor '\(name)' has \(raw.count) bytes; expected \(width) for each of \(count) elements")
    }
    guard raw.count == byteCount, count <= TensorElements.greatestCount, width <= 8 else {
      return nil
    }
    let bytes = try reader.bytes.bytes(in: raw)
    let words = (0..<count).map { index in
      (0..<width).reduce(UInt64(0)) {
        $0 | UInt64(bytes[index * width + $1]) << UInt64(8 * $1)
      }
    }
    return elements(words)
  }

  private func elements(_ words: [UInt64]) -> TensorElements? {
    guard type.isFloat else { return .integers(words.map(type.integer)) }
    let floats = words.compactMap(type.float)
    return floats.count == words.count ? .floats(floats) : nil
  }

  private func typedElements(
    _ reader: WireReader, name: String, offset: Int
  ) throws(FileError) -> TensorElements? {
    var (integers, floats): ([Int], [Double]) = ([], [])
    for field in typed {
      switch field.number {
      case 4, 10: try reader.append(field, width: field.number == 4 ? 4 : 8, to: &floats)
      default: try reader.append(field, to: &integers)
      }
    }
    guard integers.count + floats.count == count else {
      throw reader.bytes.malformed(
        at: offset,
        "tensor '\(name)' has \(integers.count + floats.count) elements; expected \(count)")
    }
    // Half-precision numbers are written as integers that hold their bits.
    if type.isFloat, floats.isEmpty {
      return elements(integers.map { UInt64(truncatingIfNeeded: $0) })
    }
    return floats.isEmpty ? .integers(integers) : .floats(floats)
  }
}
