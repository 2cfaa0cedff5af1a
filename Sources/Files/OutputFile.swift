import Foundation

/// The one way in which files are written: results, checkpoints, charts, exports.
///
/// A path decides how, by what it leads to. A regular file is replaced whole or not at all: written
/// beside, flushed to the disk, renamed. What was there keeps its permissions, its owner and its other
/// names, and a symbolic link stays a link, to the new contents. Devices and pipes are written through,
/// and `-` is standard output.
package enum OutputFile {
  /// Finds out beforehand what would only come to light at the end of long work.
  ///
  /// - Throws: ``FileError`` for a folder that does not exist or may not be written to, a file without
  ///   permission, or a path that names a folder.
  package static func check(_ path: String) throws(FileError) { _ = try OutputPlace(path) }

  /// The same for a file that is written anew again and again, such as a checkpoint.
  ///
  /// - Throws: ``FileError`` also for a stream, which would get one copy after the other.
  package static func checkRepeated(_ path: String) throws(FileError) {
    switch try OutputPlace(path) {
    case .file, .device(_, isPipe: false): return
    case .stream, .device(_, isPipe: true):
      throw FileError(
        .unwritable, file: StreamName.output(path),
        "a stream; expected a file, as it is written anew again and again")
    }
  }

  /// Whether what is written to `path` goes where results go.
  package static func isStandardOutput(_ path: String) -> Bool {
    guard case .stream(STDOUT_FILENO)? = try? OutputPlace(path) else { return false }
    return true
  }

  /// Calls `body` with a writer, and finishes what it has written.
  ///
  /// Where anything fails, a regular file that stood at `path` is untouched, and a new one is not made.
  ///
  /// - Parameters:
  ///   - path: Where it goes.
  ///   - flushes: Whether a file is on the disk before this returns; without, a machine that stops may
  ///     leave it empty, and writing takes a hundredth of the time.
  ///   - followsLinks: Whether a link or a device at the path is written through, as who names a path
  ///     means it. Where the program has chosen the name, in a folder that may come from elsewhere, the
  ///     file takes the link's place, and nothing outside the folder is touched.
  ///   - body: What writes.
  /// - Throws: ``FileError`` where writing fails, and what `body` throws.
  package static func write(
    _ path: String, flushes: Bool = true, followsLinks: Bool = true,
    _ body: (inout FileWriter) throws -> Void
  ) throws {
    let name = StreamName.output(path)
    switch followsLinks ? try OutputPlace(path) : try OutputPlace(named: path) {
    case .stream(let descriptor):
      var writer = FileWriter(descriptor: descriptor, path: name)
      try body(&writer)
      try writer.flush()
    case .device(let target, _):
      let descriptor = open(target, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw failure(name, "cannot open") }
      do {
        var writer = FileWriter(descriptor: descriptor, path: name)
        try body(&writer)
        try writer.flush()
      } catch {
        close(descriptor)
        throw error
      }
      guard close(descriptor) == 0 else { throw failure(name, "cannot finish") }
    case .file(let target, let status):
      try replace(target, status, name, flushes: flushes, body)
    }
  }

  /// Writes `bytes` as the whole file.
  ///
  /// - Throws: ``FileError`` where writing fails.
  package static func write(
    _ path: String, bytes: some Collection<UInt8>, flushes: Bool = true, followsLinks: Bool = true
  ) throws {
    try write(path, flushes: flushes, followsLinks: followsLinks) { writer in
      try writer.write(Array(bytes))
    }
  }

  private static func replace(
    _ target: String, _ status: stat?, _ name: String, flushes: Bool,
    _ body: (inout FileWriter) throws -> Void
  ) throws {
    let folder = Folder.holding(target)
    // The permission to write a file does not take that to make others beside it.
    let isBeside = status == nil || access(folder, W_OK | X_OK) == 0
    var draft = try DraftFile(
      in: isBeside ? folder : NSTemporaryDirectory(), mode: status == nil ? 0o666 : 0o600,
      target: name)
    var writer = FileWriter(descriptor: draft.descriptor, path: name)
    try body(&writer)
    try writer.flush()
    if flushes { try draft.flush() }
    if let status {
      let canReplace = isBeside && status.st_nlink == 1 && draft.takesOver(status)
      // Not every file can be replaced: another's in a shared folder, one that is mounted by itself.
      if !canReplace || !draft.rename(to: target) { return try draft.copy(into: target) }
    } else {
      guard draft.rename(to: target) else { throw failure(name, "cannot rename into place") }
    }
    if flushes { Folder.flush(folder) }
  }

  private static func failure(_ path: String, _ what: String) -> FileError {
    FileError(.unwritable, file: path, "\(what): \(SystemError.current)")
  }
}
