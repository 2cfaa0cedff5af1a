import Foundation

/// Writes a file so that its name always stands for a whole one: the old, or the new.
package enum AtomicFile {
  /// Calls `body` with a writer on a new file beside `path`, flushes it to the disk, and gives it
  /// the name.
  ///
  /// Where anything fails, what stood at `path` is untouched and the new file removed.
  ///
  /// - Throws: ``FileError`` where writing fails, and what `body` throws.
  package static func write(
    _ path: String, _ body: (inout FileWriter) throws -> Void
  ) throws {
    let beside = "\(path).\(getpid()).partial"
    let descriptor = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw FileError(.unwritable, file: path, "cannot create: \(SystemError.current)")
    }
    var isOpen = true
    do {
      var writer = FileWriter(descriptor: descriptor, path: path)
      try body(&writer)
      try writer.flush()
      guard fsync(descriptor) == 0 else { throw failure(path, "cannot flush to the disk") }
      isOpen = false
      guard close(descriptor) == 0 else { throw failure(path, "cannot close") }
      guard rename(beside, path) == 0 else { throw failure(path, "cannot rename into place") }
    } catch {
      if isOpen { close(descriptor) }
      unlink(beside)
      throw error
    }
    Folder.flush((path as NSString).deletingLastPathComponent)
  }

  /// Writes `bytes` as the whole file.
  ///
  /// - Throws: ``FileError`` where writing fails.
  package static func write(_ path: String, bytes: some Collection<UInt8>) throws {
    try write(path) { writer in try writer.write(Array(bytes)) }
  }

  private static func failure(_ path: String, _ what: String) -> FileError {
    FileError(.unwritable, file: path, "\(what): \(SystemError.current)")
  }
}
