import Files

/// One application of an operator.
package struct NodeMessage {
  package private(set) var name = ""
  package private(set) var operatorName = ""
  /// Whose operator it is; `""` for the standard's.
  package private(set) var domain = ""
  private(set) var overload = ""
  /// The values it reads; `""` where an optional one is left out.
  package private(set) var inputs: [String] = []
  package private(set) var outputs: [String] = []
  package private(set) var attributes: [String: AttributeMessage] = [:]
  /// Keys and values of the exporter, such as the names of PyTorch's modules.
  private(set) var metadata: [String: String] = [:]

  private enum Field: Int, WireFieldNumber {
    case input = 1
    case output = 2
    case name = 3
    case operatorName = 4
    case attribute = 5
    case domain = 7
    case overload = 8
    case metadata = 9
  }

  /// A node with an operator of the standard.
  package init(
    name: String, operatorName: String, inputs: [String], outputs: [String],
    attributes: [AttributeMessage]
  ) {
    (self.name, self.operatorName) = (name, operatorName)
    (self.inputs, self.outputs) = (inputs, outputs)
    self.attributes = Dictionary(attributes.map { ($0.name, $0) }) { $1 }
  }

  init(_ message: WireReader) throws(FileError) {
    var reader = message
    while let field = try reader.next() {
      switch Field(rawValue: field.number) {
      case .input: inputs.append(try reader.text(field))
      case .output: outputs.append(try reader.text(field))
      case .name: name = try reader.text(field)
      case .operatorName: operatorName = try reader.text(field)
      case .attribute:
        let attribute = try AttributeMessage(reader.message(field, "attribute"))
        attributes[attribute.name] = attribute
      case .domain: domain = try reader.text(field).standardDomain
      case .overload: overload = try reader.text(field)
      case .metadata:
        let entry = try reader.message(field, "metadata").entry()
        metadata[entry.key] = entry.value
      case nil: break
      }
    }
  }

  /// This node with other attributes.
  func with(_ attributes: [String: AttributeMessage]) -> NodeMessage {
    var node = self
    node.attributes = attributes
    return node
  }

  /// The message of a node of the standard's.
  var written: WireWriter {
    var message = WireWriter()
    for input in inputs { message.add(Field.input, input) }
    for output in outputs { message.add(Field.output, output) }
    message.add(Field.name, name)
    message.add(Field.operatorName, operatorName)
    for attribute in attributes.sorted(by: { $0.key < $1.key }) {
      message.add(Field.attribute, attribute.value.written)
    }
    return message
  }
}
