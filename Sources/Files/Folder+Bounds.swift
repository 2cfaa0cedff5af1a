import Foundation

extension Folder {
  /// Whether a path leads to something in `folder`, every link on the way followed, or to nothing yet that
  /// would be made there.
  ///
  /// A folder that came from elsewhere may have links in it to anything; names in it that the program has
  /// chosen, or that a file in it says, are followed only so far.
  package static func leads(_ path: String, within folder: String) -> Bool {
    guard let root = real(folder) else { return true }
    var current = path
    while true {
      var status = stat()
      if lstat(current, &status) == 0 {
        // A link to nothing leads out as well: who makes what it names would make it there.
        guard let target = real(current) else { return false }
        return target == root || target.hasPrefix(root == "/" ? root : root + "/")
      }
      let above = holding(current)
      guard above != current else { return true }
      current = above
    }
  }

  /// Refuses what ``leads(_:within:)`` says no to.
  ///
  /// - Throws: ``FileError`` naming the path and where it leads.
  package static func checkLeads(_ path: String, within folder: String) throws(FileError) {
    guard !leads(path, within: folder) else { return }
    let target = real(path).map { " to \($0)" } ?? ""
    throw FileError(
      .unwritable, file: path,
      "a link leads out of \(folder)\(target); remove it, if it is not meant to be written there")
  }

  private static func real(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }
}
