import Files

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

  private enum Field: Int, WireFieldNumber {
    case name = 1
    case input = 4
    case output = 5
    case node = 7
    case operatorSet = 9
    case domain = 10
    case defaultAttribute = 11
    case overload = 13
  }

  init(_ message: WireReader) throws(FileError) {
    var reader = message
    var (domain, name, overload) = ("", "", "")
    while let field = try reader.next() {
      switch Field(rawValue: field.number) {
      case .name: name = try reader.text(field)
      case .input: inputs.append(try reader.text(field))
      case .output: outputs.append(try reader.text(field))
      case .node: nodes.append(try NodeMessage(reader.message(field, "node of a function")))
      case .operatorSet:
        let set = try OperatorSetMessage(reader.message(field, "operator set"))
        operatorSets[set.domain] = set.version
      case .domain: domain = try reader.text(field).standardDomain
      case .defaultAttribute:
        let attribute = try AttributeMessage(reader.message(field, "attribute"))
        defaults[attribute.name] = attribute
      case .overload: overload = try reader.text(field)
      case nil: break
      }
    }
    key = Key(domain: domain, name: name, overload: overload)
  }
}
