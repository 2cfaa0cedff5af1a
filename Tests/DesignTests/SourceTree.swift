import Foundation
import Testing

/// The package's own sources, read from the checkout that the tests were built from.
struct SourceTree {
  /// One Swift file.
  struct File: CustomTestStringConvertible, Sendable {
    /// `Networks/Layer.swift`.
    let path: String
    let lines: [Substring]

    /// The target, or test target, that the file belongs to: the folder, below `Examples` the next.
    var target: String {
      let folders = path.split(separator: "/")
      return String(folders[folders[0] == "Examples" ? 1 : 0])
    }

    /// The modules that the file imports, with the number of the line; of `import struct A.B`, `A`.
    var imports: [(module: String, line: Int)] {
      lines.enumerated().compactMap { number, line in
        guard let match = line.wholeMatch(of: Self.importLine) else { return nil }
        return (String(match.1), number + 1)
      }
    }

    /// Functions, initialisers and subscripts with more lines than `limit`, from declaration to
    /// closing brace.
    ///
    /// The formatter puts that brace below the declaration's first letter.
    func functions(longerThan limit: Int) -> [(line: Int, count: Int)] {
      lines.indices.compactMap { start in
        guard let match = lines[start].prefixMatch(of: Self.declaration) else { return nil }
        let brace = match.1 + "}"
        guard let end = lines[start...].firstIndex(where: { $0 == brace }) else { return nil }
        let count = end - start + 1
        return count > limit ? (start + 1, count) : nil
      }
    }

    var testDescription: String { path }

    private nonisolated(unsafe) static let importLine =
      /\s*(?:@\w+\s+)*(?:(?:public|package|internal|private|fileprivate)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+).*/
    private nonisolated(unsafe) static let declaration =
      /(\s*)(?:@\w+(?:\([^)]*\))?\s+)*(?:\w+\s+)*(?:func\s|init[?!]?[(<]|subscript[(<]).*/
  }

  let files: [File]

  /// Reads the Swift files below a folder of the package, `Sources` or `Tests`.
  init(_ folder: String) throws {
    let root = Self.url(of: folder)
    let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path)
    files = try paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
      let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
      return File(path: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }
  }

  /// A text file of the package, by its path from the root.
  static func text(of path: String) throws -> String {
    try String(contentsOf: url(of: path), encoding: .utf8)
  }

  /// A file or folder of the package, by its path from the root.
  static func url(of path: String) -> URL { package.appending(path: path) }

  private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
}
