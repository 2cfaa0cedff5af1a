import Reporting

/// Where a command's results and diagnostics go: the process's streams, or a test's memory.
package struct Streams: Sendable {
  /// Takes results, exactly as they are to appear.
  let results: @Sendable (String) -> Void
  /// Takes a line of everything that is no result, without its line end.
  let diagnostics: @Sendable (String) -> Void
  /// Columns that results should keep to; `nil` where there is no limit.
  let width: Int?
  /// Whether results for people may hold characters beyond ASCII as decoration.
  let usesUnicode: Bool
  /// Columns of help; `nil` for those of the terminal.
  let helpWidth: Int?

  /// - Parameters:
  ///   - width: columns that results should keep to; `nil` where there is no limit.
  ///   - usesUnicode: whether tables may be drawn with box characters.
  ///   - helpWidth: columns of help; `nil` for those of the terminal.
  ///   - results: takes results, exactly as they are to appear.
  ///   - diagnostics: takes a line of everything that is no result, without its line end.
  package init(
    width: Int?, usesUnicode: Bool, helpWidth: Int?,
    results: @escaping @Sendable (String) -> Void,
    diagnostics: @escaping @Sendable (String) -> Void
  ) {
    self.width = width
    self.usesUnicode = usesUnicode
    self.helpWidth = helpWidth
    self.results = results
    self.diagnostics = diagnostics
  }

  /// Standard output and standard error as they are now: their width, their character set.
  package static var process: Streams {
    Streams(
      width: Terminal.standardOutput.width, usesUnicode: Terminal.supportsUnicode, helpWidth: nil,
      results: { Terminal.standardOutput.write($0) },
      diagnostics: { Terminal.standardError.write($0 + "\n") })
  }
}
