import Files

/// What a graph says of a value: its name, and of a tensor its shape.
struct ValueMessage {
  /// One axis: so many, or any number under a name.
  enum Dimension: Hashable {
    case fixed(Int)
    case open(String)
  }

  private(set) var name = ""
  /// `nil` where the value is no tensor, or nothing is said.
  private(set) var shape: [Dimension]?
  private(set) var metadata: [String: String] = [:]

  init(_ message: WireReader) throws(FileError) {
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try reader.text(field)
      case 2: shape = try Self.shape(ofType: reader.message(field, "type"))
      case 4:
        let entry = try reader.message(field, "metadata").entry()
        metadata[entry.key] = entry.value
      default: break
      }
    }
  }

  private static func shape(ofType message: WireReader) throws(FileError) -> [Dimension]? {
    var type = message
    while let field = try type.next() {
      guard field.number == 1 else { continue }
      var tensor = try type.message(field, "tensor type")
      while let part = try tensor.next() {
        if part.number == 2 { return try dimensions(tensor.message(part, "shape")) }
      }
    }
    return nil
  }

  private static func dimensions(_ message: WireReader) throws(FileError) -> [Dimension] {
    var (reader, dimensions): (WireReader, [Dimension]) = (message, [])
    while let field = try reader.next() {
      guard field.number == 1 else { continue }
      var dimension = try reader.message(field, "dimension")
      var found = Dimension.open("")
      while let part = try dimension.next() {
        switch part.number {
        // Some writers mean "any" by a number that none can have.
        case 1:
          let extent = try dimension.integer(part)
          found = extent > 0 ? .fixed(extent) : .open("")
        case 2: found = .open(try dimension.text(part))
        default: break
        }
      }
      dimensions.append(found)
    }
    return dimensions
  }
}
