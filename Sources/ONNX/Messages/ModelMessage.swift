package import Files

/// An ONNX model: its graph, the operators that it uses, and who wrote it.
///
/// The messages are those of `onnx.proto` (github.com/onnx/onnx), as far as counting needs them.
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
  private(set) var functions: [FunctionMessage.Key: FunctionMessage] = [:]

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
    file = bytes.file
    var reader = WireReader(bytes, name: "model")
    var hasGraph = false
    while let field = try reader.next() {
      switch field.number {
      case 1: irVersion = try reader.integer(field)
      case 2: producer = try reader.text(field)
      case 3: producerVersion = try reader.text(field)
      case 7:
        graph = try GraphMessage(reader.message(field, "graph"))
        hasGraph = true
      case 8:
        let (domain, version) = try Self.operatorSet(reader.message(field, "operator set"))
        operatorSets[domain] = version
      case 25:
        let function = try FunctionMessage(reader.message(field, "function"))
        functions[function.key] = function
      default: break
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

  /// A domain and the version of its operators; the standard's has two names.
  static func operatorSet(_ message: WireReader) throws(FileError) -> (String, Int) {
    var reader = message
    var domain = ""
    var version = 0
    while let field = try reader.next() {
      switch field.number {
      case 1: domain = try reader.text(field)
      case 2: version = try reader.integer(field)
      default: break
      }
    }
    return (domain.standardDomain, version)
  }
}

extension String {
  /// A domain of operators, the standard's by its shorter name.
  var standardDomain: String { self == "ai.onnx" ? "" : self }
}

extension WireReader {
  /// A key and its value.
  func entry() throws(FileError) -> (key: String, value: String) {
    var reader = self
    var (key, value) = ("", "")
    while let field = try reader.next() {
      switch field.number {
      case 1: key = try reader.text(field)
      case 2: value = try reader.text(field)
      default: break
      }
    }
    return (key, value)
  }
}
