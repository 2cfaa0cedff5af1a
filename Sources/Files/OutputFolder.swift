/// A folder that results are written into, each file whole or not at all.
package struct OutputFolder: Sendable {
  package let path: String

  /// Makes the folder, and those above it, where they are not there yet.
  ///
  /// - Throws: ``FileError`` where that can't be.
  package init(_ path: String) throws(FileError) {
    self.path = path
    try Folder.make(path)
  }

  /// Makes the folder at `path`, a name of the program's own within `folder`.
  ///
  /// - Throws: ``FileError`` where it leads out of that folder, or can't be made.
  package init(_ path: String, within folder: String) throws(FileError) {
    try Folder.checkLeads(path, within: folder)
    try self.init(path)
  }

  /// Writes `text` into the file `name` and returns that name.
  ///
  /// - Throws: ``FileError`` when the file can't be written.
  @discardableResult
  package func write(_ text: String, name: String) throws -> String {
    try write(text.utf8, name: name)
  }

  /// Writes `bytes` into the file `name` and returns that name; a link there is replaced.
  ///
  /// - Throws: ``FileError`` when the file can't be written.
  @discardableResult
  package func write(_ bytes: some Collection<UInt8>, name: String) throws -> String {
    try OutputFile.write("\(path)/\(name)", bytes: bytes, followsLinks: false)
    return name
  }
}
