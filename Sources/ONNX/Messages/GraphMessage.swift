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

  init() {}

  init(_ message: WireReader) throws(FileError) {
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1: nodes.append(try NodeMessage(reader.message(field, "node \(nodes.count + 1)")))
      case 2: name = try reader.text(field)
      case 5:
        let tensor = try reader.message(field, "initializer \(initializers.count + 1)")
        initializers.append(try TensorMessage(tensor))
      case 11: inputs.append(try ValueMessage(reader.message(field, "input")))
      case 12: outputs.append(try ValueMessage(reader.message(field, "output")))
      case 13: values.append(try ValueMessage(reader.message(field, "value")))
      default: break
      }
    }
  }
}

/// One application of an operator.
struct NodeMessage {
  private(set) var name = ""
  private(set) var operatorName = ""
  /// Whose operator it is; `""` for the standard's.
  private(set) var domain = ""
  private(set) var overload = ""
  /// The values it reads; `""` where an optional one is left out.
  private(set) var inputs: [String] = []
  private(set) var outputs: [String] = []
  private(set) var attributes: [String: AttributeMessage] = [:]
  /// Keys and values of the exporter, such as the names of PyTorch's modules.
  private(set) var metadata: [String: String] = [:]

  init(_ message: WireReader) throws(FileError) {
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1: inputs.append(try reader.text(field))
      case 2: outputs.append(try reader.text(field))
      case 3: name = try reader.text(field)
      case 4: operatorName = try reader.text(field)
      case 5:
        let attribute = try AttributeMessage(reader.message(field, "attribute"))
        attributes[attribute.name] = attribute
      case 7: domain = try reader.text(field).standardDomain
      case 8: overload = try reader.text(field)
      case 9:
        let entry = try reader.message(field, "metadata").entry()
        metadata[entry.key] = entry.value
      default: break
      }
    }
  }

  /// This node with other attributes.
  func with(_ attributes: [String: AttributeMessage]) -> NodeMessage {
    var node = self
    node.attributes = attributes
    return node
  }
}

/// An operator that the model defines by nodes of its own.
struct FunctionMessage {
  struct Key: Hashable {
    let domain: String
    let name: String
    let overload: String
  }

  private(set) var key = Key(domain: "", name: "", overload: "")
  private(set) var inputs: [String] = []
  private(set) var outputs: [String] = []
  private(set) var nodes: [NodeMessage] = []
  /// Attributes with the values they have where a node gives none.
  private(set) var defaults: [String: AttributeMessage] = [:]
  private(set) var operatorSets: [String: Int] = [:]

  init(_ message: WireReader) throws(FileError) {
    var reader = message
    var (domain, name, overload) = ("", "", "")
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try reader.text(field)
      case 4: inputs.append(try reader.text(field))
      case 5: outputs.append(try reader.text(field))
      case 7: nodes.append(try NodeMessage(reader.message(field, "node of a function")))
      case 9:
        let (domain, version) = try ModelMessage.operatorSet(
          reader.message(field, "operator set"))
        operatorSets[domain] = version
      case 10: domain = try reader.text(field).standardDomain
      case 11:
        let attribute = try AttributeMessage(reader.message(field, "attribute"))
        defaults[attribute.name] = attribute
      case 13: overload = try reader.text(field)
      default: break
      }
    }
    key = Key(domain: domain, name: name, overload: overload)
  }
}
