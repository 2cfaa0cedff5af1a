import Foundation

/// What an output path leads to, and so how it is written.
enum OutputPlace {
  /// A stream of this process, written to as it is.
  case stream(Int32)
  /// A device, a pipe or a socket, opened and written through; it stays what it is.
  case device(path: String, isPipe: Bool)
  /// A file, made or replaced; `status` is that of the one which is there.
  case file(path: String, status: stat?)

  /// - Throws: ``FileError`` for what cannot be written: a folder, a name below none, a file or folder
  ///   without permission.
  init(_ path: String) throws(FileError) {
    guard !path.isEmpty else {
      throw FileError(
        .unwritable, file: "''", "no path; expected a file to write, or - for standard output")
    }
    switch try PathTarget(path, dash: STDOUT_FILENO, failure: .unwritable) {
    case .descriptor(let descriptor):
      self = .stream(descriptor)
    case .entry(let target, let status?):
      switch status.st_mode & S_IFMT {
      case S_IFDIR:
        throw FileError(.unwritable, file: path, "a folder; expected a file to write")
      case S_IFREG:
        self = .file(path: target, status: status)
      default:
        self = .device(path: target, isPipe: status.st_mode & S_IFMT != S_IFCHR)
      }
      guard access(target, W_OK) == 0 else {
        throw FileError(.unwritable, file: path, "cannot be written: \(SystemError.current)")
      }
    case .entry(let target, nil):
      try Self.checkFolder(of: target, path: path)
      self = .file(path: target, status: nil)
    }
  }

  /// The file of that very name: what is there and no plain file by itself (a link, a pipe, a second name of
  /// a file) is to be replaced, not written through.
  ///
  /// - Throws: ``FileError`` for a folder of that name, or a file without permission.
  init(named path: String) throws(FileError) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      try Self.checkFolder(of: path, path: path)
      self = .file(path: path, status: nil)
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG where status.st_nlink == 1:
      try self.init(path)
    case S_IFDIR:
      throw FileError(.unwritable, file: path, "a folder; expected a file to write")
    default:
      try Self.checkFolder(of: path, path: path)
      self = .file(path: path, status: nil)
    }
  }

  /// Refuses a new name where none can be made.
  private static func checkFolder(of target: String, path: String) throws(FileError) {
    guard !target.hasSuffix("/") else {
      throw FileError(
        .unwritable, file: path, "ends with a slash, as folders do; expected a file to write")
    }
    let folder = Folder.holding(target)
    guard FileKind(of: folder) == .folder else {
      let hint =
        folder.hasPrefix("~") ? "the shell has not replaced ~; write $HOME" : "make it first"
      throw FileError(.unwritable, file: path, "there is no folder \(folder); \(hint)")
    }
    guard access(folder, W_OK | X_OK) == 0 else {
      throw FileError(.unwritable, file: path, "no permission to write to \(folder)")
    }
  }
}
