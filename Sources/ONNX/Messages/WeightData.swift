package import Files

extension ModelMessage {
  /// The elements of a constant as single-precision numbers, in row-major order.
  ///
  /// - Parameter tensor: a constant of this model.
  /// - Returns: as many numbers as its shape has.
  /// - Throws: `FileError` where they are no real numbers of at most 64 bits, are left out, or are in
  ///   a file that is missing or too short, which it names.
  package func floats(of tensor: TensorMessage) throws(FileError) -> [Float] {
    let count = tensor.shape.elementCount ?? 0
    if let elements = tensor.elements { return elements.doubles.map { Float($0) } }
    guard tensor.type.isFloat, let width = tensor.type.width, width > 1 else {
      throw refused(tensor, "no real numbers of 16, 32 or 64 bits; expected weights")
    }
    if let external = tensor.storage.external {
      return try floats(of: tensor, count: count, external: external)
    }
    if let raw = tensor.storage.raw, raw.count == count * width {
      return try floats(tensor, bytes.bytes(in: raw))
    }
    guard !tensor.storage.typed.isEmpty else {
      throw refused(tensor, "its \(count) numbers are left out of the file")
    }
    let elements = try tensor.storage.typedElements(
      of: tensor.type, count: count, name: tensor.name, offset: tensor.storage.reader.position)
    return (elements?.doubles ?? []).map { Float($0) }
  }

  private func refused(_ tensor: TensorMessage, _ message: String) -> FileError {
    FileError(.mismatch, file: file, "tensor '\(tensor.name)': \(message)")
  }

  private func floats(_ tensor: TensorMessage, _ bytes: [UInt8]) throws(FileError) -> [Float] {
    if tensor.type == .float {
      return bytes.withUnsafeBytes { buffer in
        (0..<(buffer.count / 4)).map { index in
          Float(
            bitPattern: UInt32(
              littleEndian: buffer.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
        }
      }
    }
    guard let elements = tensor.type.elements(bytes) else {
      throw refused(tensor, "numbers of type \(tensor.type.rawValue); expected 1, 10, 11 or 16")
    }
    return elements.doubles.map { Float($0) }
  }

  /// Elements that are in another file, beside this one or in a folder below.
  private func floats(
    of tensor: TensorMessage, count: Int, external: [String: String]
  ) throws(FileError) -> [Float] {
    let location = external["location"] ?? ""
    let parts = location.split(separator: "/").filter { $0 != "." }
    guard !location.hasPrefix("/"),
      let path = FileBeside.path(parts.joined(separator: "/"), beside: file)
    else {
      throw refused(
        tensor,
        "its numbers are in '\(location)'; expected a file beside this, and no link to elsewhere")
    }
    guard FileKind(of: path) == .file else {
      throw refused(
        tensor,
        "its numbers are in the file '\(location)', which is not there; put it beside this one "
          + "(\(path))")
    }
    let (length, overflows) = count.multipliedReportingOverflow(by: tensor.type.width ?? 0)
    let offset = external["offset"].flatMap(Int.init) ?? 0
    let reader = try FileReader(path: path)
    guard !overflows, offset >= 0, length <= reader.size, offset <= reader.size - length else {
      throw refused(
        tensor,
        "its \(count) numbers are at byte \(offset) of '\(location)', which has \(reader.size) bytes"
      )
    }
    return try floats(tensor, reader.bytes(at: offset, count: length))
  }
}
