import Files

/// A setting of a node, under its name.
struct AttributeMessage {
  private(set) var name = ""
  private(set) var integer: Int?
  private(set) var float: Float?
  private(set) var text: String?
  private(set) var tensor: TensorMessage?
  private(set) var graph: GraphMessage?
  private(set) var integers: [Int] = []
  private(set) var floats: [Double] = []
  /// The attribute of the function around the node that holds the value.
  private(set) var reference = ""

  init(_ message: WireReader) throws(FileError) {
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try reader.text(field)
      case 2: float = try reader.float(field)
      case 3: integer = try reader.integer(field)
      // Texts that are data, as a constant's may be, need not be UTF-8.
      case 4: text = try? reader.text(field)
      case 5: tensor = try TensorMessage(reader.message(field, "tensor"))
      case 6: graph = try GraphMessage(reader.message(field, "graph in a node"))
      case 7: try reader.append(field, to: &floats)
      case 8: try reader.append(field, to: &integers)
      case 21: reference = try reader.text(field)
      default: break
      }
    }
  }
}
