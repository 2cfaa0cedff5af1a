import Files

/// Nodes in an order in which each comes after those it reads, with their constants.
package struct GraphMessage {
  package private(set) var name = ""
  private(set) var nodes: [NodeMessage] = []
  private(set) var initializers: [TensorMessage] = []
  private(set) var inputs: [ValueMessage] = []
  private(set) var outputs: [ValueMessage] = []
  /// What the file says of values inside the graph.
  private(set) var values: [ValueMessage] = []

  enum Field: Int, WireFieldNumber {
    case node = 1
    case name = 2
    case initializer = 5
    case input = 11
    case output = 12
    case value = 13
  }

  init() {}

  /// A graph without its constants, which whoever writes it puts behind.
  package init(
    name: String, nodes: [NodeMessage], inputs: [ValueMessage], outputs: [ValueMessage]
  ) {
    (self.name, self.nodes, self.inputs, self.outputs) = (name, nodes, inputs, outputs)
  }

  init(_ message: WireReader) throws(FileError) {
    var reader = message
    while let field = try reader.next() {
      switch Field(rawValue: field.number) {
      case .node:
        nodes.append(try NodeMessage(reader.message(field, "node \(nodes.count + 1)")))
      case .name: name = try reader.text(field)
      case .initializer:
        let tensor = try reader.message(field, "initializer \(initializers.count + 1)")
        initializers.append(try TensorMessage(tensor))
      case .input: inputs.append(try ValueMessage(reader.message(field, "input")))
      case .output: outputs.append(try ValueMessage(reader.message(field, "output")))
      case .value: values.append(try ValueMessage(reader.message(field, "value")))
      case nil: break
      }
    }
  }

  /// The message but for the constants.
  package var writtenWithoutConstants: WireWriter {
    var message = WireWriter()
    for node in nodes { message.add(Field.node, node.written) }
    message.add(Field.name, name)
    for input in inputs { message.add(Field.input, input.written) }
    for output in outputs { message.add(Field.output, output.written) }
    return message
  }
}
