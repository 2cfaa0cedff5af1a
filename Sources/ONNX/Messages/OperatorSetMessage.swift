import Files

/// A domain and the version of its operators; the standard's is `""`.
struct OperatorSetMessage {
  let domain: String
  let version: Int

  private enum Field: Int, WireFieldNumber {
    case domain = 1
    case version = 2
  }

  init(domain: String, version: Int) {
    (self.domain, self.version) = (domain, version)
  }

  init(_ message: WireReader) throws(FileError) {
    var reader = message
    var (domain, version) = ("", 0)
    while let field = try reader.next() {
      switch Field(rawValue: field.number) {
      case .domain: domain = try reader.text(field)
      case .version: version = try reader.integer(field)
      case nil: break
      }
    }
    (self.domain, self.version) = (domain.standardDomain, version)
  }

  var written: WireWriter {
    var message = WireWriter()
    message.add(Field.domain, domain)
    message.add(Field.version, version)
    return message
  }
}

extension String {
  /// A domain of operators, the standard's by its shorter name.
  var standardDomain: String { self == "ai.onnx" ? "" : self }
}

/// The fields of a key with its value.
private enum EntryField: Int, WireFieldNumber {
  case key = 1
  case value = 2
}

extension WireWriter {
  /// The message of a key with its value.
  static func entry(_ key: String, _ value: String) -> WireWriter {
    var message = WireWriter()
    message.add(EntryField.key, key)
    message.add(EntryField.value, value)
    return message
  }
}

extension WireReader {
  /// A key and its value.
  func entry() throws(FileError) -> (key: String, value: String) {
    var reader = self
    var (key, value) = ("", "")
    while let field = try reader.next() {
      switch EntryField(rawValue: field.number) {
      case .key: key = try reader.text(field)
      case .value: value = try reader.text(field)
      case nil: break
      }
    }
    return (key, value)
  }
}
