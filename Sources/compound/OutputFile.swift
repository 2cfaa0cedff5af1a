import Foundation

/// A file to be written at the end of long work.
enum OutputFile {
  /// Finds out beforehand what would only come to light at the end.
  ///
  /// - Throws: ``InputError`` for a folder that does not exist or may not be written to, or a path that
  ///   names a folder.
  static func check(_ path: String) throws {
    let files = FileManager.default
    var isFolder: ObjCBool = false
    if files.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw InputError("\(path): a folder; expected a file to write")
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard files.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw InputError("\(path): there is no folder \(folder); make it first")
    }
    guard files.isWritableFile(atPath: folder) else {
      throw InputError("\(path): no permission to write to \(folder)")
    }
  }
}
