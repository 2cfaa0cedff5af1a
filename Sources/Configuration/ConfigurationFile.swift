public import Files
import Foundation
import Yams

/// Reads the YAML files that people write: architectures, searches, devices.
///
///     let root = try ConfigurationFile.load("searches/b0.yaml")
///     var search = try root.mapping()
///     let alpha = try search.required("alpha").numbers(in: 1...4)
///     let seeds = try search.integer("seeds", in: 1...1000, default: 3)
///     try search.finish()
///
/// The plain part of YAML is accepted: one document of mappings with plain keys, lists and scalars, in
/// UTF-8, UTF-16 or UTF-32. Anchors, aliases and merge keys (`<<: *defaults`) are followed within
/// bounds, so that a file of a few lines cannot grow without end; tags are refused.
public enum ConfigurationFile {
  /// Files larger than this are refused.
  public static let maximumBytes = 1 << 18
  /// Aliases that stand for more values than this, all of a file's together, are refused.
  public static let maximumCopies = 1 << 16
  /// Mappings and lists nested deeper than this are refused.
  public static let maximumDepth = 32

  /// Reads the file at `path`; `-` is standard input.
  ///
  /// - Throws: `FileError` with line and column where they are known.
  public static func load(_ path: String) throws(FileError) -> ConfigurationNode {
    try parse(text(of: path), file: StreamName.input(path))
  }

  /// The text of the file at `path`, for those who keep it beside what it says.
  ///
  /// - Throws: `FileError` for a file that is too large, or no text.
  public static func text(of path: String) throws(FileError) -> String {
    try WholeFile.text(of: path, maximumBytes: maximumBytes)
  }

  /// Reads `text`, which errors attribute to `file`.
  ///
  /// - Throws: `FileError` with line and column where they are known.
  public static func parse(
    _ text: String, file: String
  ) throws(FileError) -> ConfigurationNode {
    guard text.utf8.count <= maximumBytes else {
      throw WholeFile.tooLarge(file, found: text.utf8.count, maximumBytes: maximumBytes)
    }
    let masked = try IndicatorMask.mask(WholeFile.text(text), file: file)
    let (parser, root): (Parser, Node?)
    do {
      // The basic resolver leaves scalars alone: types are decided by who asks for the value.
      parser = try Parser(yaml: masked, resolver: .basic, encoding: .utf8)
      root = try parser.singleRoot()
    } catch let error as YamlError {
      throw translate(error, file: file)
    } catch {
      throw FileError(.malformed, file: file, "not readable as YAML: \(error)")
    }
    guard let root else {
      throw FileError(
        .malformed, file: file, "the file is empty; expected 'key: value' lines")
    }
    // Nodes know their anchors only as long as the parser lives.
    defer { withExtendedLifetime(parser) {} }
    var reader = NodeReader(file: file)
    return try reader.read(root)
  }

  private static func translate(_ error: YamlError, file: String) -> FileError {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let setting = context.map { " (\($0.text))" } ?? ""
      return FileError(
        .malformed, file: file, position: TextPosition(mark), "not valid YAML: \(problem)\(setting)"
      )
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = duplicates.map { "'\(IndicatorMask.unmask($0))'" }.joined(separator: ", ")
      return FileError(
        .duplicate, file: file, position: TextPosition(context.mark),
        "key \(keys) stands twice in one mapping; expected each key once")
    case .reader(let problem, _, _, _), .writer(let problem), .emitter(let problem),
      .representer(let problem):
      return FileError(.malformed, file: file, "not valid YAML: \(problem)")
    case .no, .memory, .dataCouldNotBeDecoded:
      return FileError(.malformed, file: file, "not readable as YAML: \(error)")
    }
  }
}

extension TextPosition {
  init(_ mark: Mark) {
    self.init(line: mark.line, column: mark.column)
  }
}
