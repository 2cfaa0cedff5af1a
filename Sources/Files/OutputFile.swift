import Foundation

/// A file to be written at the end of long work.
package enum OutputFile {
  /// Finds out beforehand what would only come to light at the end.
  ///
  /// - Throws: ``FileError`` for a folder that does not exist or may not be written to, or a path that
  ///   names a folder.
  package static func check(_ path: String) throws(FileError) {
    guard FileKind(of: path) != .folder else {
      throw FileError(.unwritable, file: path, "a folder; expected a file to write")
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard FileKind(of: folder) == .folder else {
      throw FileError(.unwritable, file: path, "there is no folder \(folder); make it first")
    }
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw FileError(.unwritable, file: path, "no permission to write to \(folder)")
    }
  }
}
