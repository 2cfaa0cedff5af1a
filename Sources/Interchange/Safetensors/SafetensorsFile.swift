public import Files

/// An open safetensors file, whose tensors are read one by one as they are asked for.
///
/// The format (github.com/huggingface/safetensors): eight bytes with the header's length, the header
/// as JSON, the data. The header is checked whole on opening: what it promises lies in the file.
public final class SafetensorsFile: Sendable {
  /// Where the file was opened, as the caller wrote it; standard input by that name.
  public let path: String
  /// Texts that the writer left beside the tensors.
  public let metadata: [String: String]
  /// In the order of their bytes.
  public let entries: [SafetensorsEntry]
  private let indices: [String: Int]
  private let reader: FileReader

  /// Whether the file at `path` begins as such a file: a length that fits, and a JSON object.
  ///
  /// - Throws: `FileError` where it cannot be read.
  package static func isOne(path: String) throws(FileError) -> Bool {
    let reader = try FileReader(path: path)
    let start = try reader.prefix(9)
    guard start.count == 9, start[8] == UInt8(ascii: "{") else { return false }
    let length = start[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return length <= SafetensorsHeader.maximumBytes && Int(length) <= reader.size - 8
  }

  /// Opens and checks the file at `path`; `-` is standard input.
  ///
  /// - Throws: `FileError` naming tensor and offset where the file breaks the format.
  public init(path: String) throws(FileError) {
    if let foreign = try ForeignFormat(path: path), foreign != .safetensors {
      throw foreign.refusedAsWeights(path)
    }
    let reader = try FileReader(path: path)
    guard reader.size >= 8 else {
      throw FileError(
        .malformed, file: path,
        "the file has \(reader.size) bytes; expected 8 with the header's length first")
    }
    var headerBytes: UInt64 = 0
    for byte in try reader.bytes(at: 0, count: 8).reversed() {
      headerBytes = headerBytes << 8 | UInt64(byte)
    }
    guard headerBytes <= SafetensorsHeader.maximumBytes, Int(headerBytes) <= reader.size - 8 else {
      throw FileError(
        .malformed, file: path,
        "the header's length at byte 0 is \(headerBytes); expected at most "
          + "\(min(SafetensorsHeader.maximumBytes, reader.size - 8)) in a file of \(reader.size) "
          + "bytes (is this a safetensors file?)")
    }
    let dataStart = 8 + Int(headerBytes)
    let header = try SafetensorsHeader(
      json: try reader.bytes(at: 8, count: Int(headerBytes)), dataStart: dataStart,
      dataBytes: reader.size - dataStart, file: path)
    self.path = reader.path
    self.reader = reader
    metadata = header.metadata
    entries = header.entries
    indices = Dictionary(
      uniqueKeysWithValues: header.entries.enumerated().map { ($1.name, $0) })
  }

  /// What the header says of the tensor of that name; `nil` where there is none.
  public func entry(named name: String) -> SafetensorsEntry? {
    indices[name].map { entries[$0] }
  }

  /// The elements of a tensor as `Float`, in the order of the file.
  ///
  /// - Throws: `FileError` where there is no such tensor, or the file has been cut short.
  public func floats(_ name: String) throws(FileError) -> [Float] {
    let entry = try required(name)
    var floats = [Float](repeating: 0, count: entry.count)
    var failure: FileError?
    floats.withUnsafeMutableBufferPointer { buffer in
      do throws(FileError) {
        try read(entry, into: buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return floats
  }

  /// The elements of a tensor that a network is to compute with: weights, or images.
  ///
  /// - Throws: as ``floats(_:)``, and naming the first element that is not finite, as `Float`.
  public func finiteFloats(_ name: String) throws(FileError) -> [Float] {
    let floats = try floats(name)
    if let index = floats.firstIndex(where: { !$0.isFinite }) {
      throw FileError(
        .outOfRange, file: path,
        "tensor '\(name)' holds \(floats[index].messageText) at element \(index); expected finite numbers (a "
          + "training that diverged, or a file that was written wrong)")
    }
    return floats
  }

  /// Reads the elements of a tensor as `Float` into memory of the caller's.
  ///
  /// - Parameters:
  ///   - entry: Which tensor.
  ///   - floats: As many elements as the tensor has.
  /// - Throws: `FileError` where the file has been cut short since it was opened.
  package func read(
    _ entry: SafetensorsEntry, into floats: UnsafeMutableBufferPointer<Float>
  ) throws(FileError) {
    precondition(floats.count == entry.count, "as many floats as the tensor has elements")
    if entry.element == .float32 {
      try reader.read(at: entry.bytes.lowerBound, into: UnsafeMutableRawBufferPointer(floats))
      #if _endian(big)
        for index in floats.indices {
          floats[index] = Float(bitPattern: floats[index].bitPattern.byteSwapped)
        }
      #endif
      return
    }
    try eachChunk(of: entry) { bytes, range in
      entry.element.convert(bytes, into: UnsafeMutableBufferPointer(rebasing: floats[range]))
    }
  }

  /// The elements of a tensor of integers.
  ///
  /// - Throws: `FileError` where there is no such tensor, it holds no integers, or one
  ///   beyond `Int64`.
  public func integers(_ name: String) throws(FileError) -> [Int64] {
    let entry = try required(name)
    guard entry.element.isInteger else {
      throw FileError(
        .wrongType, file: path,
        "tensor '\(name)' is of \(entry.element.rawValue); expected integers, such as I64")
    }
    var integers: [Int64] = []
    integers.reserveCapacity(entry.count)
    try eachChunk(of: entry) { bytes, range in
      for index in 0..<range.count {
        guard let integer = entry.element.integer(bytes, at: index) else { return }
        integers.append(integer)
      }
    }
    guard integers.count == entry.count else {
      throw FileError(
        .outOfRange, file: path,
        "tensor '\(name)' holds an integer beyond 2^63 at element \(integers.count)")
    }
    return integers
  }

  private func required(_ name: String) throws(FileError) -> SafetensorsEntry {
    guard let entry = entry(named: name) else {
      throw FileError(
        .missing, file: path,
        "there is no tensor '\(name)' among the \(entries.count) of this file")
    }
    return entry
  }

  /// Calls `body` with the bytes of the tensor, some at a time, and which elements they are, so that
  /// a conversion never holds the tensor twice.
  private func eachChunk(
    of entry: SafetensorsEntry, _ body: (UnsafeRawBufferPointer, Range<Int>) -> Void
  ) throws(FileError) {
    let size = entry.element.byteCount
    let elementsPerChunk = 1 << 16
    var start = 0
    while start < entry.count {
      let end = min(start + elementsPerChunk, entry.count)
      let bytes = try reader.bytes(
        at: entry.bytes.lowerBound + start * size, count: (end - start) * size)
      bytes.withUnsafeBytes { body($0, start..<end) }
      start = end
    }
  }
}
