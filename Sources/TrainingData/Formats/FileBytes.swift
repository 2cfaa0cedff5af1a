import Foundation

/// Reads whole regular files, with the failures that users meet said in their terms.
enum FileBytes {
  /// No data set's file is longer; a sparse file can claim any length.
  private static let greatestSize = 1 << 32

  /// The contents of the file at `path`.
  static func read(_ path: String) throws(TrainingDataError) -> [UInt8] {
    let size = try size(of: path)
    guard size <= greatestSize else {
      throw TrainingDataError(
        .tooLarge, file: path, "the file has \(size) bytes; expected at most \(greatestSize)")
    }
    guard let file = fopen(path, "rb") else {
      throw TrainingDataError(
        .unreadable, file: path, "cannot be opened: \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = size == 0 ? 0 : fread(buffer.baseAddress, 1, size, file)
    }
    guard bytes.count == size else {
      throw TrainingDataError(
        .unreadable, file: path, offset: bytes.count, "reading stops here, of \(size) bytes")
    }
    return bytes
  }

  /// The first bytes of a file: at most `count`, and how long it is in all.
  static func readStart(
    _ count: Int, of path: String
  ) throws(TrainingDataError) -> (bytes: [UInt8], fileSize: Int) {
    let size = try size(of: path)
    guard let file = fopen(path, "rb") else {
      throw TrainingDataError(
        .unreadable, file: path, "cannot be opened: \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = fread(buffer.baseAddress, 1, count, file)
    }
    return (bytes, size)
  }

  /// The names in a folder, sorted.
  static func names(in folder: String) throws(TrainingDataError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw TrainingDataError(
        .unreadable, file: folder, "the folder cannot be listed; check that it exists "
          + "and may be read")
    }
  }

  /// What a path leads to.
  enum Kind {
    case folder, file, nothing
    /// A device, a pipe, a socket.
    case other
  }

  /// What there is at `path`, symbolic links followed.
  static func kind(of path: String) -> Kind {
    switch attributes(of: path)?[.type] as? FileAttributeType {
    case .typeDirectory?: .folder
    case .typeRegular?: .file
    case nil: .nothing
    case _?: .other
    }
  }

  /// The attributes of a file, or of what a symbolic link leads to.
  private static func attributes(of path: String) -> [FileAttributeKey: Any]? {
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    return try? FileManager.default.attributesOfItem(atPath: target)
  }

  private static func size(of path: String) throws(TrainingDataError) -> Int {
    guard let attributes = attributes(of: path) else {
      throw TrainingDataError(.unreadable, file: path, "there is no such file, or no access to it")
    }
    guard attributes[.type] as? FileAttributeType == .typeRegular,
      let size = attributes[.size] as? NSNumber
    else {
      throw TrainingDataError(.unreadable, file: path, "expected a regular file")
    }
    return size.intValue
  }
}
