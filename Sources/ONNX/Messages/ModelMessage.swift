package import Files

/// An ONNX model: its graph, the operators that it uses, and who wrote it.
///
/// The messages are those of `onnx.proto` (github.com/onnx/onnx), as far as they are read or written
/// here; each says the numbers of its fields once, for both.
package struct ModelMessage {
  /// What errors call the file.
  package let file: String
  /// Version of the file format.
  package private(set) var irVersion = 0
  /// Version of the operators of each domain; the standard's is `""`.
  package private(set) var operatorSets: [String: Int] = [:]
  /// The program that wrote the file, and its version.
  package private(set) var producer = ""
  package private(set) var producerVersion = ""
  package private(set) var graph = GraphMessage()
  /// Keys and values of whoever wrote the file.
  package private(set) var metadata: [String: String] = [:]
  private(set) var functions: [FunctionMessage.Key: FunctionMessage] = [:]
  let bytes: ModelBytes

  private enum Field: Int, WireFieldNumber {
    case irVersion = 1
    case producer = 2
    case producerVersion = 3
    case graph = 7
    case operatorSet = 8
    case metadata = 14
    case function = 25
  }

  /// Reads the model at `path`; of large tensors only the place is kept.
  ///
  /// - Throws: `FileError` where the file cannot be read, is damaged (naming the byte), or is no
  ///   model.
  package init(path: String) throws(FileError) {
    try self.init(ModelBytes(path: path))
  }

  /// Reads a model that is in memory, which errors attribute to `file`.
  ///
  /// - Throws: `FileError` where it is damaged or no model.
  package init(bytes: [UInt8], file: String) throws(FileError) {
    try self.init(ModelBytes(bytes, file: file))
  }

  private init(_ bytes: ModelBytes) throws(FileError) {
    (self.bytes, file) = (bytes, bytes.file)
    var reader = WireReader(bytes, name: "model")
    var hasGraph = false
    while let field = try reader.next() {
      switch Field(rawValue: field.number) {
      case .irVersion: irVersion = try reader.integer(field)
      case .producer: producer = try reader.text(field)
      case .producerVersion: producerVersion = try reader.text(field)
      case .graph:
        graph = try GraphMessage(reader.message(field, "graph"))
        hasGraph = true
      case .operatorSet:
        let set = try OperatorSetMessage(reader.message(field, "operator set"))
        operatorSets[set.domain] = set.version
      case .metadata:
        let entry = try reader.message(field, "metadata").entry()
        metadata[entry.key] = entry.value
      case .function:
        let function = try FunctionMessage(reader.message(field, "function"))
        functions[function.key] = function
      case nil: break
      }
    }
    guard hasGraph else {
      throw FileError(.missing, file: file, "an ONNX model has a graph (field 7); there is none")
    }
    guard irVersion > 0, !operatorSets.isEmpty else {
      throw FileError(
        .missing, file: file,
        "an ONNX model has the version of its format (field 1) and of its operators (field 8)")
    }
  }

  /// Everything of a model up to the contents of its graph, which end the file.
  ///
  /// - Parameters:
  ///   - irVersion: version of the file format.
  ///   - operatorSet: version of the standard's operators.
  ///   - producer: the program that writes the file.
  ///   - metadata: keys and values, in this order.
  ///   - graphBytes: bytes of the graph's message.
  /// - Returns: the bytes in front of the graph's.
  package static func header(
    irVersion: Int, operatorSet: Int, producer: String,
    metadata: [(key: String, value: String)] = [], graphBytes: Int
  ) -> WireWriter {
    var message = WireWriter()
    message.add(Field.irVersion, irVersion)
    message.add(Field.producer, producer)
    message.add(Field.operatorSet, OperatorSetMessage(domain: "", version: operatorSet).written)
    for (key, value) in metadata { message.add(Field.metadata, .entry(key, value)) }
    message.addHeader(Field.graph, byteCount: graphBytes)
    return message
  }
}
