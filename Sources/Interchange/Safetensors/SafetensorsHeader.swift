import Files

/// The header of a safetensors file: what is written as JSON before the data.
struct SafetensorsHeader {
  var metadata: [String: String] = [:]
  /// In the order of their bytes.
  var entries: [SafetensorsEntry] = []

  /// More bytes of header than this are refused, as by the format's own reader.
  static let maximumBytes = 100_000_000

  /// Reads and checks a header.
  ///
  /// - Parameters:
  ///   - json: The header's bytes.
  ///   - dataStart: Where the data begins in the file.
  ///   - dataBytes: How many bytes of data there are.
  ///   - file: The file's path, for errors.
  /// - Throws: `FileError` saying where the header breaks the format.
  init(
    json: [UInt8], dataStart: Int, dataBytes: Int, file: String
  ) throws(FileError) {
    var scanner = HeaderScanner(json, file: file, offset: dataStart - json.count)
    var names = Set<String>()
    try scanner.object { scanner, name throws(FileError) in
      guard names.insert(name).inserted else {
        throw FileError(
          .duplicate, file: file, "tensor '\(name)' is described twice; expected each name once")
      }
      if name == "__metadata__" {
        try scanner.object { scanner, key throws(FileError) in
          guard metadata.updateValue(try scanner.string(), forKey: key) == nil else {
            throw FileError(
              .duplicate, file: file, "metadata key '\(key)' stands twice; expected each once")
          }
        }
      } else {
        let description = try TensorDescription(&scanner, name: name, file: file)
        entries.append(
          try description.entry(dataStart: dataStart, dataBytes: dataBytes, file: file))
      }
    }
    try scanner.end()
    // Empty tensors share their offset with a neighbour; the sort is stable by name for them.
    entries.sort { first, second in
      (first.bytes.lowerBound, first.bytes.upperBound, first.name)
        < (second.bytes.lowerBound, second.bytes.upperBound, second.name)
    }
    try checkCoverage(dataStart: dataStart, dataBytes: dataBytes, file: file)
  }

  /// The tensors must lie side by side and fill the data, so that a file holds nothing unnamed.
  private func checkCoverage(
    dataStart: Int, dataBytes: Int, file: String
  ) throws(FileError) {
    var end = dataStart
    for entry in entries {
      guard entry.bytes.lowerBound == end else {
        let problem = entry.bytes.lowerBound < end ? "overlaps the tensor before" : "leaves a gap"
        throw FileError(
          .malformed, file: file,
          "tensor '\(entry.name)' starts at data offset \(entry.bytes.lowerBound - dataStart) and "
            + "\(problem); expected offset \(end - dataStart)")
      }
      end = entry.bytes.upperBound
    }
    guard end == dataStart + dataBytes else {
      throw FileError(
        .malformed, file: file,
        "the tensors fill \(end - dataStart) bytes of data, and the file has \(dataBytes); "
          + "expected the same number")
    }
  }
}

/// The three facts a header gives of a tensor.
private struct TensorDescription {
  let name: String
  var type: String?
  var shape: [Int]?
  var offsets: [Int]?

  init(_ scanner: inout HeaderScanner, name: String, file: String) throws(FileError) {
    self.name = name
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    try scanner.object { scanner, key throws(FileError) in
      let isNew: Bool
      switch key {
      case "dtype":
        isNew = type == nil
        type = try scanner.string()
      case "shape":
        isNew = shape == nil
        shape = try scanner.integers()
      case "data_offsets":
        isNew = offsets == nil
        offsets = try scanner.integers()
      default:
        throw FileError(
          .unknownName, file: file,
          "tensor '\(name)': unknown key '\(key)' (expected dtype, shape, data_offsets)")
      }
      guard isNew else {
        throw FileError(
          .duplicate, file: file, "tensor '\(name)': key '\(key)' stands twice")
      }
    }
    (self.type, self.shape, self.offsets) = (type, shape, offsets)
  }

  func entry(
    dataStart: Int, dataBytes: Int, file: String
  ) throws(FileError) -> SafetensorsEntry {
    func malformed(_ message: String) -> FileError {
      FileError(.malformed, file: file, "tensor '\(name)': \(message)")
    }
    guard let type, let shape, let offsets else {
      throw malformed("not fully described; expected dtype, shape and data_offsets")
    }
    guard let element = TensorElement(rawValue: type) else {
      let known = TensorElement.allCases.map(\.rawValue).joined(separator: ", ")
      throw malformed("dtype '\(type)' is not supported; expected one of \(known)")
    }
    guard offsets.count == 2, offsets[0] <= offsets[1], offsets[1] <= dataBytes else {
      throw malformed(
        "data_offsets \(offsets); expected [begin, end] with begin ≤ end ≤ \(dataBytes), "
          + "the bytes of data in the file")
    }
    var count = element.byteCount
    for extent in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: extent)
      guard !overflows else {
        throw malformed("shape \(shape) has more elements than fit in memory")
      }
      count = product
    }
    guard count == offsets[1] - offsets[0] else {
      throw malformed(
        "\(offsets[1] - offsets[0]) bytes at data offset \(offsets[0]); expected \(count) for "
          + "shape \(shape) of \(type)")
    }
    return SafetensorsEntry(
      name: name, element: element, shape: shape,
      bytes: dataStart + offsets[0]..<dataStart + offsets[1])
  }
}
