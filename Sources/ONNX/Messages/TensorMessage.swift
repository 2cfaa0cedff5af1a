import Files

/// A constant: its shape, where its elements are, and these themselves where they are few.
package struct TensorMessage {
  package private(set) var name = ""
  package let shape: [Int]
  package let type: ElementType
  /// `nil` where there are many, they are in another file, or are left out.
  let elements: TensorElements?
  let storage: TensorStorage

  private enum Field: Int, WireFieldNumber {
    case extent = 1
    case type = 2
    case floats = 4
    case integers32 = 5
    case integers64 = 7
    case name = 8
    case raw = 9
    case doubles = 10
    case unsigned64 = 11
    case external = 13
    case location = 14
  }

  init(_ message: WireReader) throws(FileError) {
    var reader = message
    var shape: [Int] = []
    var type = ElementType(rawValue: 0)
    var raw: Range<Int>?
    var typed: [TensorStorage.TypedField] = []
    var external: [String: String] = [:]
    var isExternal = false
    let offset = reader.position
    while let field = try reader.next() {
      switch Field(rawValue: field.number) {
      case .extent: try reader.append(field, to: &shape)
      case .type: type = ElementType(rawValue: try reader.integer(field))
      case .floats: typed.append(.init(field: field, kind: .floats(width: 4)))
      case .doubles: typed.append(.init(field: field, kind: .floats(width: 8)))
      case .integers32, .integers64, .unsigned64:
        typed.append(.init(field: field, kind: .integers))
      case .name: name = try reader.text(field)
      case .raw: raw = try reader.range(field)
      case .external:
        let entry = try reader.message(field, "place of external data").entry()
        external[entry.key] = entry.value
      case .location: isExternal = try reader.integer(field) == 1
      case nil: break
      }
    }
    guard let count = shape.elementCount else {
      throw reader.bytes.malformed(
        at: offset, "tensor '\(name)': shape \(shape) is none, or of too many elements")
    }
    (self.shape, self.type) = (shape, type)
    storage = TensorStorage(
      raw: raw, typed: typed, external: isExternal ? external : nil, reader: reader)
    let few = TensorPlaces(storage: storage, type: type, count: count)
    elements = try few.elements(name: name, offset: offset)
  }

  /// The message up to its elements' bytes, which end it, as a field of a graph.
  ///
  /// - Parameters:
  ///   - name: the tensor's name.
  ///   - shape: its extents.
  ///   - type: what its elements are.
  ///   - byteCount: bytes of all elements.
  /// - Returns: the bytes in front of the elements'.
  package static func initializerHeader(
    name: String, shape: [Int], type: ElementType, byteCount: Int
  ) -> WireWriter {
    var tensor = WireWriter()
    for extent in shape { tensor.add(Field.extent, extent) }
    tensor.add(Field.type, type.rawValue)
    tensor.add(Field.name, name)
    tensor.addHeader(Field.raw, byteCount: byteCount)
    var field = WireWriter()
    field.addHeader(
      GraphMessage.Field.initializer, byteCount: tensor.bytes.count + byteCount)
    field.append(tensor)
    return field
  }
}

/// Where a tensor's elements are: as their bytes, in fields by kind, or in another file.
struct TensorStorage {
  struct TypedField {
    enum Kind {
      case floats(width: Int)
      case integers
    }

    let field: WireField
    let kind: Kind
  }

  let raw: Range<Int>?
  let typed: [TypedField]
  /// The keys and values that say which other file, and where in it.
  let external: [String: String]?
  /// A reader inside the tensor's message.
  let reader: WireReader
}

/// The elements of a tensor where there are few.
private struct TensorPlaces {
  let storage: TensorStorage
  let type: ElementType
  let count: Int

  /// - Throws: `FileError` where there are more or fewer bytes than the shape asks for.
  func elements(name: String, offset: Int) throws(FileError) -> TensorElements? {
    let reader = storage.reader
    guard let raw = storage.raw else {
      guard count <= TensorElements.greatestCount, !storage.typed.isEmpty else {
        return count == 0 ? .integers([]) : nil
      }
      return try storage.typedElements(of: type, count: count, name: name, offset: offset)
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
    return type.elements(try reader.bytes.bytes(in: raw))
  }
}

extension TensorStorage {
  /// The elements of fields by kind.
  ///
  /// - Throws: `FileError` where there are more or fewer than `count`.
  func typedElements(
    of type: ElementType, count: Int, name: String, offset: Int
  ) throws(FileError) -> TensorElements? {
    var (integers, floats): ([Int], [Double]) = ([], [])
    for part in typed {
      switch part.kind {
      case .floats(let width): try reader.append(part.field, width: width, to: &floats)
      case .integers: try reader.append(part.field, to: &integers)
      }
    }
    guard integers.count + floats.count == count else {
      throw reader.bytes.malformed(
        at: offset,
        "tensor '\(name)' has \(integers.count + floats.count) elements; expected \(count)")
    }
    // Half-precision numbers are written as integers that hold their bits.
    if type.isFloat, floats.isEmpty {
      return type.elements(ofBits: integers.map { UInt64(truncatingIfNeeded: $0) })
    }
    return floats.isEmpty ? .integers(integers) : .floats(floats)
  }
}

extension ElementType {
  /// Elements from their bytes, little-endian.
  ///
  /// - Precondition: elements have up to eight bytes each.
  func elements(_ bytes: [UInt8]) -> TensorElements? {
    guard let width, width <= 8 else { return nil }
    return elements(
      ofBits: (0..<(bytes.count / width)).map { index in
        (0..<width).reduce(UInt64(0)) {
          $0 | UInt64(bytes[index * width + $1]) << UInt64(8 * $1)
        }
      })
  }

  fileprivate func elements(ofBits words: [UInt64]) -> TensorElements? {
    guard isFloat else { return .integers(words.map(integer)) }
    let floats = words.compactMap(float)
    return floats.count == words.count ? .floats(floats) : nil
  }
}
