import Files

extension SafetensorsFile {
  /// Writes a safetensors file at once: beside `path`, flushed to the disk, then renamed, so that
  /// the path names the old file or the whole new one whatever happens.
  ///
  /// The same tensors and metadata give the same bytes. Wider elements come first, so that each
  /// tensor is aligned; among equal ones the order given is kept.
  ///
  /// - Throws: `FileError` for a name used twice, a shape that does not fit the number of
  ///   elements, or a disk that refuses.
  public static func write(
    _ tensors: [NamedTensor], metadata: [String: String] = [:], to path: String
  ) throws {
    try check(tensors, path: path)
    let widths = Set(tensors.map(\.element.byteCount)).sorted(by: >)
    let ordered = widths.flatMap { width in tensors.filter { $0.element.byteCount == width } }
    let header = Array(Self.header(ordered, metadata: metadata).utf8)
    guard header.count <= SafetensorsHeader.maximumBytes else {
      throw FileError(
        .outOfRange, file: path,
        "the header would have \(header.count) bytes; expected at most "
          + "\(SafetensorsHeader.maximumBytes)")
    }
    try OutputFile.write(path) { writer in
      let length = UInt64(header.count)
      try writer.write((0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) })
      try writer.write(header)
      for tensor in ordered {
        switch tensor.elements {
        case .float32(let values): try write(values, to: &writer) { $0.bitPattern.littleEndian }
        case .int64(let values): try write(values, to: &writer) { $0.littleEndian }
        case .int32(let values): try write(values, to: &writer) { $0.littleEndian }
        case .uint8(let values): try writer.write(values)
        }
      }
    }
  }

  /// Writes elements in the file's byte order, which on nearly every machine is that of memory.
  private static func write<Value: BitwiseCopyable, Raw: FixedWidthInteger & BitwiseCopyable>(
    _ values: [Value], to writer: inout FileWriter, _ raw: (Value) -> Raw
  ) throws(FileError) {
    #if _endian(big)
      try writer.write(values.map(raw))
    #else
      try writer.write(values)
    #endif
  }

  private static func check(_ tensors: [NamedTensor], path: String) throws(FileError) {
    var names: Set<String> = ["__metadata__"]
    for tensor in tensors {
      guard names.insert(tensor.name).inserted else {
        throw FileError(
          .duplicate, file: path,
          "tensor name '\(tensor.name)' is taken; expected each name once, and no '__metadata__'")
      }
      var count = 1
      for extent in tensor.shape {
        let (product, overflows) = count.multipliedReportingOverflow(by: extent)
        count = overflows || extent < 0 ? -1 : product
        if count < 0 { break }
      }
      guard count == tensor.count else {
        throw FileError(
          .mismatch, file: path,
          "tensor '\(tensor.name)' has \(tensor.count) elements, which do not fill shape "
            + "\(tensor.shape)")
      }
    }
  }

  private static func header(_ tensors: [NamedTensor], metadata: [String: String]) -> String {
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }
        .map { "\(JSONText.quoted($0.key)):\(JSONText.quoted($0.value))" }
      members.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var offset = 0
    for tensor in tensors {
      let end = offset + tensor.count * tensor.element.byteCount
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(JSONText.quoted(tensor.name)):{\"dtype\":\"\(tensor.element.rawValue)\","
          + "\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    let json = "{\(members.joined(separator: ","))}"
    // Blanks up to a multiple of eight, so that the data is aligned.
    return json + String(repeating: " ", count: (8 - json.utf8.count % 8) % 8)
  }
}
