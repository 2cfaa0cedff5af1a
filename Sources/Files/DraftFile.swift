import Foundation
import Synchronization

/// A file without a lasting name, to be put in the place of another once it is whole.
struct DraftFile: ~Copyable {
  let descriptor: Int32
  private let path: String
  /// What errors call the file that it is to become.
  private let target: String
  private var isRenamed = false

  /// Distinguishes the drafts of one process: threads may write side by side.
  private static let count = Atomic<Int>(0)

  /// Makes an empty draft in `folder`.
  ///
  /// - Parameter mode: Permissions, less what the process's mask takes away.
  /// - Throws: ``FileError`` with the system's words.
  init(in folder: String, mode: mode_t, target: String) throws(FileError) {
    self.target = target
    while true {
      // Short and of one length: a name that is nearly too long must not become too long by it.
      let number = Self.count.wrappingAdd(1, ordering: .relaxed).newValue
      let path = "\(folder)/.compound-\(getpid())-\(number).partial"
      let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode)
      if descriptor >= 0 {
        self.path = path
        self.descriptor = descriptor
        return
      }
      // One that a killed process with the same number has left.
      guard errno == EEXIST else {
        throw FileError(.unwritable, file: target, "cannot create: \(SystemError.current)")
      }
    }
  }

  deinit {
    if !isRenamed { unlink(path) }
    close(descriptor)
  }

  /// Takes away the name: the file lasts as long as its descriptor.
  func removeName() { unlink(path) }

  /// Gives the draft owner and permissions of the file that it is to replace.
  ///
  /// - Returns: Whether that could be.
  func takesOver(_ status: stat) -> Bool {
    var own = stat()
    guard fstat(descriptor, &own) == 0 else { return false }
    // The owner first: to change it takes some permissions away.
    if own.st_uid != status.st_uid || own.st_gid != status.st_gid {
      let user = own.st_uid == status.st_uid ? uid_t.max : status.st_uid
      guard fchown(descriptor, user, status.st_gid) == 0 else { return false }
    }
    return fchmod(descriptor, status.st_mode & 0o7777) == 0
  }

  /// Puts the draft on the disk.
  ///
  /// - Throws: ``FileError`` where the disk refuses.
  func flush() throws(FileError) { try Self.flush(descriptor, target) }

  /// Gives the draft the name `path`, whatever had it before.
  ///
  /// - Returns: Whether the system allowed it; its error number stays.
  mutating func rename(to path: String) -> Bool {
    isRenamed = Foundation.rename(self.path, path) == 0
    return isRenamed
  }

  /// Writes the draft's contents into the file at `path`, which stays the file that it is: with its
  /// other names, its owner, and what else the system knows of it.
  ///
  /// Room is made first, so that a full disk is found while the old contents are still there.
  ///
  /// - Throws: ``FileError`` where the system refuses.
  func copy(into path: String) throws(FileError) {
    let old = open(path, O_WRONLY | O_CLOEXEC)
    var (status, own) = (stat(), stat())
    guard old >= 0, fstat(old, &status) == 0, fstat(descriptor, &own) == 0 else {
      throw failure("cannot open")
    }
    defer { close(old) }
    #if os(Linux)
      if own.st_size > status.st_size {
        let code = posix_fallocate(old, 0, own.st_size)
        guard code == 0 || code == EOPNOTSUPP || code == EINVAL else {
          _ = ftruncate(old, status.st_size)
          throw FileError(.unwritable, file: target, "cannot write: \(SystemError.text(of: code))")
        }
      }
    #endif
    let draft = FileReader(descriptor: dup(descriptor), size: Int(own.st_size), path: target)
    var position = 0
    while position < draft.size {
      let bytes = try draft.bytes(at: position, count: min(1 << 20, draft.size - position))
      var failure: FileError?
      bytes.withUnsafeBytes { bytes in
        do throws(FileError) {
          try FileWriter.send(bytes, to: old, path: target)
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
      position += bytes.count
    }
    guard ftruncate(old, own.st_size) == 0 else { throw failure("cannot cut to its length") }
    try Self.flush(old, target)
  }

  private static func flush(_ descriptor: Int32, _ target: String) throws(FileError) {
    // Some file systems cannot flush, which is not the same as a failure to.
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw FileError(
        .unwritable, file: target, "cannot flush to the disk: \(SystemError.current)")
    }
  }

  private func failure(_ what: String) -> FileError {
    FileError(.unwritable, file: target, "\(what): \(SystemError.current)")
  }
}
