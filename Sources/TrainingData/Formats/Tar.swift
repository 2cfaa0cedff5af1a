/// Lists the files of a tar archive held in memory: POSIX ustar and GNU, without links.
///
/// Source: POSIX.1-2017, pax utility, "ustar Interchange Format".
struct Tar {
  /// A file in the archive.
  struct Entry {
    let name: String
    let contents: ArraySlice<UInt8>
  }

  private static let blockSize = 512

  private let archive: [UInt8]
  private let file: String

  private init(_ archive: [UInt8], file: String) {
    self.archive = archive
    self.file = file
  }

  /// The regular files of `archive` in their order; folders, links and extended headers are passed
  /// over.
  static func entries(_ archive: [UInt8], file: String) throws(TrainingDataError) -> [Entry] {
    let tar = Tar(archive, file: file)
    var entries: [Entry] = []
    var position = 0
    while try !tar.isEnd(position) {
      let header = archive[position..<position + blockSize]
      try tar.checkHeader(header)
      let size = try tar.number(header, at: 124, length: 12, what: "size")
      let start = position + blockSize
      guard size <= archive.count - start else {
        throw TrainingDataError(
          .truncated, file: file, offset: archive.count,
          "'\(tar.name(header))' should have \(size) bytes, but the archive ends after "
            + "\(archive.count - start) of them")
      }
      let type = header[position + 156]
      if type == 0 || type == UInt8(ascii: "0") {
        entries.append(Entry(name: tar.name(header), contents: archive[start..<start + size]))
      }
      position = start + (size + blockSize - 1) / blockSize * blockSize
    }
    return entries
  }

  /// Whether the block at `position` is the zero block at the archive's end.
  private func isEnd(_ position: Int) throws(TrainingDataError) -> Bool {
    guard position + Self.blockSize <= archive.count else {
      throw TrainingDataError(
        .truncated, file: file, offset: archive.count,
        "the tar archive ends after \(archive.count) bytes, without the zero block that closes it")
    }
    return archive[position..<position + Self.blockSize].allSatisfy { $0 == 0 }
  }

  private func checkHeader(_ header: ArraySlice<UInt8>) throws(TrainingDataError) {
    let stored = try number(header, at: 148, length: 8, what: "checksum")
    // The sum is taken with the checksum's own eight bytes as spaces.
    let field = header.startIndex + 148..<header.startIndex + 156
    let sum = header.indices.reduce(0) { $0 + (field.contains($1) ? 32 : Int(header[$1])) }
    guard stored == sum else {
      throw TrainingDataError(
        .corrupt, file: file, offset: header.startIndex,
        "expected a tar header; its bytes sum to \(sum), its checksum says \(stored)")
    }
  }

  /// A field of octal digits, ended by a space, a zero byte or its length.
  private func number(
    _ header: ArraySlice<UInt8>, at offset: Int, length: Int, what: String
  ) throws(TrainingDataError) -> Int {
    let field = header[header.startIndex + offset..<header.startIndex + offset + length]
    let digits = field.drop { $0 == 32 }.prefix { $0 != 32 && $0 != 0 }
    var value = 0
    for digit in digits {
      guard digit >= 48 && digit < 56 else {
        throw TrainingDataError(
          .corrupt, file: file, offset: field.startIndex,
          "the tar header's \(what) is no octal number")
      }
      value = value << 3 | Int(digit - 48)
    }
    return value
  }

  private func name(_ header: ArraySlice<UInt8>) -> String {
    func text(_ offset: Int, _ length: Int) -> String {
      let field = header[header.startIndex + offset..<header.startIndex + offset + length]
      return String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }
    let isPOSIX = text(257, 6) == "ustar"
    let prefix = isPOSIX ? text(345, 155) : ""
    return prefix.isEmpty ? text(0, 100) : prefix + "/" + text(0, 100)
  }
}
