import Files

/// What a graph says of a value: its name, and of a tensor its shape.
package struct ValueMessage {
  /// One axis: so many, or any number under a name.
  package enum Dimension: Hashable {
    case fixed(Int)
    case open(String)
  }

  package private(set) var name = ""
  /// `nil` where the value is no tensor, or nothing is said.
  private(set) var shape: [Dimension]?
  /// What a tensor's elements are, as written; of a file that is read, single-precision numbers.
  private var type = ElementType.float
  private(set) var metadata: [String: String] = [:]

  private enum Field: Int, WireFieldNumber {
    case name = 1
    case type = 2
    case metadata = 4
  }
  /// Of the type, which is a tensor's or something else.
  private enum TypeField: Int, WireFieldNumber { case tensor = 1 }
  private enum TensorField: Int, WireFieldNumber {
    case elementType = 1
    case shape = 2
  }
  private enum ShapeField: Int, WireFieldNumber { case dimension = 1 }
  private enum DimensionField: Int, WireFieldNumber {
    case extent = 1
    case name = 2
  }

  /// A tensor.
  package init(name: String, shape: [Dimension], type: ElementType = .float) {
    (self.name, self.shape, self.type) = (name, shape, type)
  }

  init(_ message: WireReader) throws(FileError) {
    var reader = message
    while let field = try reader.next() {
      switch Field(rawValue: field.number) {
      case .name: name = try reader.text(field)
      case .type: shape = try Self.shape(ofType: reader.message(field, "type"))
      case .metadata:
        let entry = try reader.message(field, "metadata").entry()
        metadata[entry.key] = entry.value
      case nil: break
      }
    }
  }

  private static func shape(ofType message: WireReader) throws(FileError) -> [Dimension]? {
    var type = message
    while let field = try type.next() {
      guard field.number == TypeField.tensor.rawValue else { continue }
      var tensor = try type.message(field, "tensor type")
      while let part = try tensor.next() {
        guard part.number == TensorField.shape.rawValue else { continue }
        return try dimensions(tensor.message(part, "shape"))
      }
    }
    return nil
  }

  private static func dimensions(_ message: WireReader) throws(FileError) -> [Dimension] {
    var (reader, dimensions): (WireReader, [Dimension]) = (message, [])
    while let field = try reader.next() {
      guard field.number == ShapeField.dimension.rawValue else { continue }
      var dimension = try reader.message(field, "dimension")
      var found = Dimension.open("")
      while let part = try dimension.next() {
        switch DimensionField(rawValue: part.number) {
        // Some writers mean "any" by a number that none can have.
        case .extent:
          let extent = try dimension.integer(part)
          found = extent > 0 ? .fixed(extent) : .open("")
        case .name: found = .open(try dimension.text(part))
        case nil: break
        }
      }
      dimensions.append(found)
    }
    return dimensions
  }

  var written: WireWriter {
    var extents = WireWriter()
    for dimension in shape ?? [] {
      var part = WireWriter()
      switch dimension {
      case .fixed(let extent): part.add(DimensionField.extent, extent)
      case .open(let name): part.add(DimensionField.name, name)
      }
      extents.add(ShapeField.dimension, part)
    }
    var tensor = WireWriter()
    tensor.add(TensorField.elementType, type.rawValue)
    tensor.add(TensorField.shape, extents)
    var type = WireWriter()
    type.add(TypeField.tensor, tensor)
    var message = WireWriter()
    message.add(Field.name, name)
    message.add(Field.type, type)
    return message
  }
}
