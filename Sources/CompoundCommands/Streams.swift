import Files
package import Reporting
import Synchronization

/// Where a command's results and diagnostics go: the process's streams, or a test's memory.
package struct Streams: Sendable {
  /// Takes a line of everything that is no result, without its line end.
  let diagnostics: @Sendable (String) -> Void
  /// Where progress is drawn; `nil` for nowhere.
  let progress: ProgressBar.Output?
  /// Columns that results should keep to; `nil` where there is no limit.
  let width: Int?
  /// Whether results for people may hold characters beyond ASCII as decoration.
  let usesUnicode: Bool
  /// Columns of help; `nil` for those of the terminal.
  let helpWidth: Int?
  private let write: @Sendable (String) throws -> Void
  private let firstFailure = FirstFailure()

  /// What went wrong with the results: kept until the end, as with C's streams, so that no command has
  /// to look after each line.
  private final class FirstFailure: Sendable {
    let error = Mutex<(any Error)?>(nil)
  }

  /// - Parameters:
  ///   - width: columns that results should keep to; `nil` where there is no limit.
  ///   - usesUnicode: whether tables may be drawn with box characters.
  ///   - helpWidth: columns of help; `nil` for those of the terminal.
  ///   - progress: where progress is drawn; `nil` for nowhere.
  ///   - results: takes results, exactly as they are to appear; what it throws is the command's failure.
  ///   - diagnostics: takes a line of everything that is no result, without its line end.
  package init(
    width: Int?, usesUnicode: Bool, helpWidth: Int?, progress: ProgressBar.Output? = nil,
    results: @escaping @Sendable (String) throws -> Void,
    diagnostics: @escaping @Sendable (String) -> Void
  ) {
    self.width = width
    self.usesUnicode = usesUnicode
    self.helpWidth = helpWidth
    self.progress = progress
    write = results
    self.diagnostics = diagnostics
  }

  /// Standard output and standard error as they are now: their width, their character set.
  ///
  /// A standard error that takes nothing is none of our business; a standard output that takes nothing
  /// is.
  package static var process: Streams {
    Streams(
      width: Terminal.standardOutput.width, usesUnicode: Terminal.supportsUnicode, helpWidth: nil,
      progress: .standardError, results: { try Terminal.standardOutput.write($0) },
      diagnostics: { text in
        let lines = Self.wrapped(text, to: Terminal.standardError.width)
        try? Terminal.standardError.write(lines + "\n")
      })
  }

  /// `text` with its long lines broken between words; shorter ones stay as they were laid out.
  ///
  /// - Parameters:
  ///   - text: Lines.
  ///   - width: Columns of the terminal; `nil` where there is none.
  /// - Returns: The lines, none wider unless a word is.
  static func wrapped(_ text: String, to width: Int?) -> String {
    guard let width else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      DisplayWidth.of(String(line)) <= width
        ? [String(line)] : DisplayWidth.wrap(String(line), to: width)
    }.joined(separator: "\n")
  }

  /// Takes results, exactly as they are to appear.
  ///
  /// Once the stream has refused some, the rest is dropped.
  func results(_ text: String) {
    firstFailure.error.withLock { failure in
      guard failure == nil else { return }
      do { try write(text) } catch { failure = error }
    }
  }

  /// Why results did not arrive; `nil` where all did.
  var failure: (any Error)? { firstFailure.error.withLock { $0 } }

  /// Writes `text` to the file at `path`, or as a result where there is none or it is `-`.
  ///
  /// - Throws: `FileError` where the file can't be written.
  func write(_ text: String, to path: String?) throws {
    if let path, !OutputFile.isStandardOutput(path) {
      try OutputFile.write(path, bytes: text.utf8)
    } else {
      results(text)
    }
  }

  /// The streams of a command that has written these files: where one of them went to standard output,
  /// what is printed beside it goes to standard error.
  func beside(_ files: String?...) -> Streams {
    guard files.contains(where: { $0.map(OutputFile.isStandardOutput) ?? false }) else {
      return self
    }
    return Streams(
      width: width, usesUnicode: usesUnicode, helpWidth: helpWidth, progress: progress,
      results: { [diagnostics] text in
        diagnostics(text.hasSuffix("\n") ? String(text.dropLast()) : text)
      }, diagnostics: diagnostics)
  }
}
