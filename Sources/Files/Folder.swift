import Foundation

/// What is done with folders as such.
package enum Folder {
  /// Makes the folder at `path`, and those above it, where they are not there yet.
  ///
  /// - Throws: ``FileError`` where that can't be, with the system's words.
  package static func make(_ path: String) throws(FileError) {
    guard path != StreamName.dash, !path.isEmpty else {
      throw FileError(
        .unwritable, file: path.isEmpty ? "''" : path, "a stream is no folder; expected a folder")
    }
    if FileKind(of: path) == .folder { return }
    let above = holding(path)
    if FileKind(of: above) != .folder, above != path { try make(above) }
    // Another process may have been first.
    guard mkdir(path, 0o777) == 0 || (errno == EEXIST && FileKind(of: path) == .folder) else {
      throw FileError(.unwritable, file: path, "cannot make the folder: \(SystemError.current)")
    }
  }

  /// The names in the folder at `path`, sorted.
  ///
  /// - Throws: ``FileError`` where there is none, or it may not be read.
  package static func names(in path: String) throws(FileError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    } catch {
      throw FileError(
        .unreadable, file: path,
        "the folder cannot be listed; check that it exists and may be read")
    }
  }

  /// The folder that holds what `path` names, the current one for a name by itself.
  package static func holding(_ path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Makes the names of new files in the folder at `path` survive a power cut.
  ///
  /// Some file systems cannot flush folders; the files themselves are whole all the same.
  package static func flush(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
