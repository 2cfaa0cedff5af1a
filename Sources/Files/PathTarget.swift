import Foundation

/// What a path means in the end: a stream that the process was started with, or an entry of the file
/// system, every symbolic link on the way followed by hand.
///
/// By hand, because the links of `/dev/stdout` and `/dev/fd/3` must stop at the descriptor: the file
/// that it is open on may have lost its name, or have been opened for appending.
enum PathTarget {
  /// A descriptor of this process, by `-`, `/dev/stdin`, `/dev/stdout`, `/dev/fd/3` and their like.
  case descriptor(Int32)
  /// An entry that is no link; `status` is `nil` where nothing has the name yet.
  case entry(path: String, status: stat?)

  /// Links in a row before a circle is supposed, as many as Linux follows.
  private static let mostLinks = 40

  /// - Parameters:
  ///   - dash: The descriptor that `-` means.
  ///   - failure: What an error says of a path that cannot be followed.
  /// - Throws: ``FileError`` where the system refuses to look, or links go in a circle.
  init(_ path: String, dash: Int32, failure: FileError.Reason) throws(FileError) {
    if path == StreamName.dash {
      self = .descriptor(dash)
      return
    }
    var current = path
    for _ in 0...Self.mostLinks {
      if let descriptor = Self.descriptor(at: current) {
        self = .descriptor(descriptor)
        return
      }
      var status = stat()
      guard lstat(current, &status) == 0 else {
        guard errno == ENOENT else {
          throw FileError(failure, file: path, SystemError.current)
        }
        self = .entry(path: current, status: nil)
        return
      }
      guard status.st_mode & S_IFMT == S_IFLNK else {
        self = .entry(path: current, status: status)
        return
      }
      guard let target = Self.link(at: current) else {
        throw FileError(failure, file: path, SystemError.current)
      }
      current = target.hasPrefix("/") ? target : "\(Folder.holding(current))/\(target)"
    }
    throw FileError(failure, file: path, SystemError.text(of: ELOOP))
  }

  /// The descriptor that a name in the system's folder of them stands for.
  private static func descriptor(at path: String) -> Int32? {
    guard let name = path.split(separator: "/").last, let number = Int32(name), number >= 0,
      let folder = realpath(Folder.holding(path), nil)
    else { return nil }
    defer { free(folder) }
    let isTheirs = ["/proc/\(getpid())/fd", "/dev/fd"].contains(String(cString: folder))
    return isTheirs && !path.hasSuffix("/") ? number : nil
  }

  private static func link(at path: String) -> String? {
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = bytes.withUnsafeMutableBytes { buffer in
      let text = buffer.bindMemory(to: CChar.self)
      return text.baseAddress.map { readlink(path, $0, text.count) } ?? -1
    }
    return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
  }
}
