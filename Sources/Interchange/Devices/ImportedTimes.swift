package import Files

/// Times that another engine took, from a file of lines `model,milliseconds`.
///
/// The first line is that heading; empty lines, and those that begin with `#`, are passed over.
package struct ImportedTimes {
  /// In the order of the file.
  package let models: [String]
  /// Of one inference.
  package let seconds: [String: Double]
  private let path: String

  private static let header = "model,milliseconds"
  private static let maximumBytes = 1 << 20

  /// Reads the times at `path`.
  ///
  /// - Throws: `FileError` where the file cannot be read, and with the line for what is wrong in it.
  package init(path: String) throws(FileError) {
    try self.init(
      text: WholeFile.text(of: path, maximumBytes: Self.maximumBytes),
      file: StreamName.input(path))
  }

  /// Reads times from the text of a file, which errors attribute to `file`.
  ///
  /// - Throws: `FileError` with the line for what is wrong in it.
  package init(text: String, file: String) throws(FileError) {
    var models: [String] = []
    var seconds: [String: Double] = [:]
    var hasHeader = false
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let line = line.trimmingSpaces()
      if line.isEmpty || line.hasPrefix("#") { continue }
      guard hasHeader else {
        guard line.filter({ $0 != " " }) == Self.header else {
          throw Self.failure(file, index, "'\(line.prefix(60))'; expected \(Self.header)")
        }
        hasHeader = true
        continue
      }
      // A path may have commas, a number has none.
      guard let comma = line.lastIndex(of: ","),
        let milliseconds = Double(String(line[line.index(after: comma)...]).trimmingSpaces()),
        milliseconds > 0, milliseconds <= 1e9
      else {
        throw Self.failure(
          file, index, "'\(line.prefix(60))'; expected a model, a comma, and milliseconds above 0")
      }
      let model = String(line[..<comma]).trimmingSpaces()
      guard !model.isEmpty, seconds[model] == nil else {
        throw Self.failure(
          file, index, model.isEmpty ? "no model in front of the comma" : "'\(model)' a second time"
        )
      }
      models.append(model)
      seconds[model] = milliseconds / 1e3
    }
    guard !models.isEmpty else {
      throw FileError(
        .missing, file: file,
        "no times; expected the line \(Self.header), and one for each model")
    }
    (self.models, self.seconds, path) = (models, seconds, file)
  }

  /// Refuses times that none of `names` is.
  ///
  /// - Throws: `FileError` with the model that is not timed.
  package func check(_ names: [String]) throws(FileError) {
    guard let unused = models.first(where: { !names.contains($0) }) else { return }
    throw FileError(
      .unknownName, file: path,
      "'\(unused)' is none of the models that are timed: \(names.joined(separator: ", "))")
  }

  private static func failure(_ file: String, _ index: Int, _ problem: String) -> FileError {
    FileError(
      .malformed, file: file, position: TextPosition(line: index + 1, column: 1),
      "found \(problem)")
  }
}

extension StringProtocol {
  fileprivate func trimmingSpaces() -> String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
