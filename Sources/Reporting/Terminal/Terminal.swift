package import Files
import Foundation

/// What a stream of this process is connected to.
package struct Terminal: Sendable {
  private let descriptor: Int32
  /// What errors call it.
  private let name: String

  package static let standardOutput = Terminal(descriptor: STDOUT_FILENO, name: "standard output")
  package static let standardError = Terminal(descriptor: STDERR_FILENO, name: "standard error")

  /// Whether a person looks at the stream, through a terminal that can move its cursor.
  package var isInteractive: Bool {
    isatty(descriptor) == 1 && Self.environment("TERM") != "dumb"
  }

  /// Columns of the terminal now, `nil` when the stream is none (a file, a pipe).
  package var width: Int? {
    guard isatty(descriptor) == 1 else { return nil }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Whether the locale's character set is UTF-8, from the first of `LC_ALL`, `LC_CTYPE` and `LANG`
  /// that is set.
  package static var supportsUnicode: Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy
      .compactMap { environment($0) }.first { !$0.isEmpty }
    let name = (locale ?? "").lowercased()
    return name.contains("utf-8") || name.contains("utf8")
  }

  /// Writes `text` in one piece where the system allows.
  ///
  /// - Throws: `FileError` where it does not all arrive: a disk is full, a reader is gone.
  package func write(_ text: String) throws(FileError) {
    var failure: FileError?
    var text = text
    text.withUTF8 { bytes in
      do throws(FileError) {
        try FileWriter.send(UnsafeRawBufferPointer(bytes), to: descriptor, path: name)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  private static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
