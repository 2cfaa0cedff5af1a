import Foundation

/// What a path leads to.
package enum FileKind: Hashable, Sendable {
  case folder
  case file
  /// Nothing, or nothing that this process may see.
  case nothing
  /// A device, a pipe, a socket, or `-`: standard input where a file is read.
  case other

  /// What there is at `path`, symbolic links followed.
  package init(of path: String) {
    guard path != StreamName.dash else {
      self = .other
      return
    }
    var status = stat()
    guard stat(path, &status) == 0 else {
      self = .nothing
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: self = .folder
    case S_IFREG: self = .file
    default: self = .other
    }
  }
}
