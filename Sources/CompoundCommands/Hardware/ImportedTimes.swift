import Files

/// Times that another engine took, from a file of lines `model,milliseconds`.
struct ImportedTimes {
  /// In the order of the file.
  let models: [String]
  /// Of one inference.
  let seconds: [String: Double]
  private let path: String

  private static let header = "model,milliseconds"
  private static let maximumBytes = 1 << 20

  /// - Throws: `FileError` where the file cannot be read, ``InputError`` with the line for what is
  ///   wrong in it.
  init(path: String) throws {
    let text = try WholeFile.text(of: path, maximumBytes: Self.maximumBytes)
    var models: [String] = []
    var seconds: [String: Double] = [:]
    var hasHeader = false
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let line = line.trimmingSpaces()
      if line.isEmpty || line.hasPrefix("#") { continue }
      guard hasHeader else {
        guard line.filter({ $0 != " " }) == Self.header else {
          throw Self.failure(path, index, "'\(line.prefix(60))'; expected \(Self.header)")
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
          path, index, "'\(line.prefix(60))'; expected a model, a comma, and milliseconds above 0")
      }
      let model = String(line[..<comma]).trimmingSpaces()
      guard !model.isEmpty, seconds[model] == nil else {
        throw Self.failure(
          path, index, model.isEmpty ? "no model in front of the comma" : "'\(model)' a second time"
        )
      }
      models.append(model)
      seconds[model] = milliseconds / 1e3
    }
    guard !models.isEmpty else {
      throw InputError(
        "\(path): no times; expected the line \(Self.header), and one for each model")
    }
    (self.models, self.seconds, self.path) = (models, seconds, path)
  }

  /// Refuses times that none of `names` is.
  func check(_ names: [String]) throws {
    guard let unused = models.first(where: { !names.contains($0) }) else { return }
    throw InputError(
      "\(path): '\(unused)' is none of the models that are timed: \(names.joined(separator: ", "))")
  }

  private static func failure(_ path: String, _ index: Int, _ problem: String) -> InputError {
    InputError("\(path):\(index + 1): found \(problem)")
  }
}

extension StringProtocol {
  fileprivate func trimmingSpaces() -> String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
