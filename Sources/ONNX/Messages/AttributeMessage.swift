import Files

/// A setting of a node, under its name.
package struct AttributeMessage {
  package private(set) var name = ""
  package private(set) var integer: Int?
  package private(set) var float: Float?
  package private(set) var text: String?
  package private(set) var tensor: TensorMessage?
  private(set) var graph: GraphMessage?
  package private(set) var integers: [Int] = []
  package private(set) var floats: [Double] = []
  /// The attribute of the function around the node that holds the value.
  private(set) var reference = ""

  private enum Field: Int, WireFieldNumber {
    case name = 1
    case float = 2
    case integer = 3
    case text = 4
    case tensor = 5
    case graph = 6
    case floats = 7
    case integers = 8
    case kind = 20
    case reference = 21
  }

  /// What kind of value an attribute has.
  private enum Kind: Int {
    case float = 1
    case integer = 2
    case integers = 7
  }

  private init(_ name: String) { self.name = name }

  /// An attribute that is a real number.
  package static func float(_ name: String, _ value: Double) -> AttributeMessage {
    var message = AttributeMessage(name)
    message.float = Float(value)
    return message
  }

  /// An attribute that is an integer.
  package static func integer(_ name: String, _ value: Int) -> AttributeMessage {
    var message = AttributeMessage(name)
    message.integer = value
    return message
  }

  /// An attribute that is a list of integers.
  package static func integers(_ name: String, _ values: [Int]) -> AttributeMessage {
    var message = AttributeMessage(name)
    message.integers = values
    return message
  }

  init(_ message: WireReader) throws(FileError) {
    var reader = message
    while let field = try reader.next() {
      switch Field(rawValue: field.number) {
      case .name: name = try reader.text(field)
      case .float: float = try reader.float(field)
      case .integer: integer = try reader.integer(field)
      // Texts that are data, as a constant's may be, need not be UTF-8.
      case .text: text = try? reader.text(field)
      case .tensor: tensor = try TensorMessage(reader.message(field, "tensor"))
      case .graph: graph = try GraphMessage(reader.message(field, "graph in a node"))
      case .floats: try reader.append(field, to: &floats)
      case .integers: try reader.append(field, to: &integers)
      case .reference: reference = try reader.text(field)
      case .kind, nil: break
      }
    }
  }

  /// The message of a number or of a list of integers.
  var written: WireWriter {
    var message = WireWriter()
    message.add(Field.name, name)
    let kind: Kind
    if let float {
      message.add(Field.float, float)
      kind = .float
    } else if let integer {
      message.add(Field.integer, integer)
      kind = .integer
    } else {
      for value in integers { message.add(Field.integers, value) }
      kind = .integers
    }
    message.add(Field.kind, kind.rawValue)
    return message
  }
}
