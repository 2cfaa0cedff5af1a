import Foundation

/// A folder of this process's own, below the one that `FUZZED_FOLDER` names; who names it removes it.
enum FuzzedFiles {
  static let folder: String = {
    let parent = ProcessInfo.processInfo.environment["FUZZED_FOLDER"] ?? NSTemporaryDirectory()
    let path = "\(parent)/compound-fuzzing-\(getpid())"
    mkdir(path, 0o700)
    return path
  }()

  /// Writes a file over the one before; its path.
  static func write(_ bytes: [UInt8], name: String) -> String {
    let path = "\(folder)/\(name)"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0, Foundation.write(descriptor, bytes, bytes.count) == bytes.count else {
      fatalError("\(path) cannot be written")
    }
    close(descriptor)
    return path
  }

  /// A folder below the one of this process.
  static func makeFolder(_ name: String) -> String {
    let path = "\(folder)/\(name)"
    mkdir(path, 0o700)
    return path
  }
}
