import Files

/// The bytes of a data set's files, what can't be read being this target's error.
enum FileBytes {
  /// No data set's file is longer; a sparse file can claim any length.
  private static let greatestSize = 1 << 32

  /// The contents of the file at `path`.
  static func read(_ path: String) throws(TrainingDataError) -> [UInt8] {
    let file = try reading { () throws(FileError) in try FileReader(path: path) }
    guard file.size <= greatestSize else {
      throw TrainingDataError(
        .tooLarge, file: path, "the file has \(file.size) bytes; expected at most \(greatestSize)")
    }
    return try reading { () throws(FileError) in try file.bytes(at: 0, count: file.size) }
  }

  /// The first bytes of a file: at most `count`, and how long it is in all.
  static func readStart(
    _ count: Int, of path: String
  ) throws(TrainingDataError) -> (bytes: [UInt8], fileSize: Int) {
    try reading { () throws(FileError) in
      let file = try FileReader(path: path)
      return (try file.prefix(count), file.size)
    }
  }

  /// The names of files and folders in a folder, sorted.
  ///
  /// Pipes and devices are left out: they are read where they are named, and would keep waiting who only
  /// looks through a folder.
  static func names(in folder: String) throws(TrainingDataError) -> [String] {
    try reading { () throws(FileError) in
      try Folder.names(in: folder).filter { FileKind(of: "\(folder)/\($0)") != .other }
    }
  }

  private static func reading<Value>(
    _ body: () throws(FileError) -> Value
  ) throws(TrainingDataError) -> Value {
    do throws(FileError) {
      return try body()
    } catch {
      throw TrainingDataError(.unreadable, file: error.file, error.message)
    }
  }
}
