import Foundation

/// What is done with folders as such.
package enum Folder {
  /// Makes the folder at `path`, and those above it, where they are not there yet.
  ///
  /// - Throws: ``FileError`` where that can't be, with the system's words.
  package static func make(_ path: String) throws(FileError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw FileError(.unwritable, file: path, (error as NSError).localizedDescription)
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

  /// Makes the names of new files in the folder at `path`, the current one where it is empty,
  /// survive a power cut.
  ///
  /// Some file systems cannot flush folders; the files themselves are whole all the same.
  package static func flush(_ path: String) {
    let descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
