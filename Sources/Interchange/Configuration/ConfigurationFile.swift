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
/// Only the plain part of YAML is accepted: one document of mappings with plain keys, lists and
/// scalars. Anchors, aliases and tags are refused, because a file of a few lines could grow without
/// bound through them, and no file of ours needs them.
public enum ConfigurationFile {
  /// Files larger than this are refused.
  public static let maximumBytes = 1 << 18
  /// Mappings and lists nested deeper than this are refused.
  public static let maximumDepth = 32

  /// Reads the file at `path`.
  ///
  /// - Throws: ``InterchangeError`` with line and column where they are known.
  public static func load(_ path: String) throws(InterchangeError) -> ConfigurationNode {
    let bytes = try WholeFile.read(path, maximumBytes: maximumBytes)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw InterchangeError(.malformed, file: path, "not a text file: its bytes are not UTF-8")
    }
    return try parse(text, file: path)
  }

  /// Reads `text`, which errors attribute to `file`.
  ///
  /// - Throws: ``InterchangeError`` with line and column where they are known.
  public static func parse(
    _ text: String, file: String
  ) throws(InterchangeError) -> ConfigurationNode {
    guard text.utf8.count <= maximumBytes else {
      throw WholeFile.tooLarge(file, found: text.utf8.count, maximumBytes: maximumBytes)
    }
    let masked = try IndicatorMask.mask(text, file: file)
    let root: Node?
    do {
      // The basic resolver leaves scalars alone: types are decided by who asks for the value.
      root = try Parser(yaml: masked, resolver: .basic, encoding: .utf8).singleRoot()
    } catch let error as YamlError {
      throw translate(error, file: file)
    } catch {
      throw InterchangeError(.malformed, file: file, "not readable as YAML: \(error)")
    }
    guard let root else {
      throw InterchangeError(
        .malformed, file: file, "the file is empty; expected 'key: value' lines")
    }
    return try ConfigurationNode(root, file: file)
  }

  private static func translate(_ error: YamlError, file: String) -> InterchangeError {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let setting = context.map { " (\($0.text))" } ?? ""
      return InterchangeError(
        .malformed, file: file, position: TextPosition(mark), "not valid YAML: \(problem)\(setting)"
      )
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = duplicates.map { "'\(IndicatorMask.unmask($0))'" }.joined(separator: ", ")
      return InterchangeError(
        .duplicate, file: file, position: TextPosition(context.mark),
        "key \(keys) stands twice in one mapping; expected each key once")
    case .reader(let problem, _, _, _), .writer(let problem), .emitter(let problem),
      .representer(let problem):
      return InterchangeError(.malformed, file: file, "not valid YAML: \(problem)")
    case .no, .memory, .dataCouldNotBeDecoded:
      return InterchangeError(.malformed, file: file, "not readable as YAML: \(error)")
    }
  }
}

extension TextPosition {
  init(_ mark: Mark) {
    self.init(line: mark.line, column: mark.column)
  }
}

/// Takes away the meaning of YAML's reference, tag and explicit-key indicators before parsing.
///
/// The parser follows aliases while it reads, and hashes mapping keys however large they are, so a
/// check of its result would come too late. Each indicator is replaced by a private character of the
/// same width in the text, so that positions stay right, and put back in every scalar.
enum IndicatorMask {
  private static let pairs: [(Unicode.Scalar, Unicode.Scalar)] = [
    ("&", "\u{E000}"), ("*", "\u{E001}"), ("!", "\u{E002}"), ("?", "\u{E003}"),
  ]

  static func mask(_ text: String, file: String) throws(InterchangeError) -> String {
    // An escape would bring the private characters in unseen.
    let escapes = ["\\ue00", "\\u0000e00"]
    if text.contains("\\"), escapes.contains(where: text.lowercased().contains) {
      throw InterchangeError(
        .malformed, file: file,
        "escapes of private characters, such as \\uE000, are not allowed here")
    }
    var masked = String.UnicodeScalarView()
    var position = (line: 1, column: 1)
    for scalar in text.unicodeScalars {
      if pairs.contains(where: { $0.1 == scalar }) {
        throw InterchangeError(
          .malformed, file: file,
          position: TextPosition(line: position.line, column: position.column),
          "the private character U+\(String(scalar.value, radix: 16)) is not allowed here")
      }
      masked.append(pairs.first { $0.0 == scalar }?.1 ?? scalar)
      position = scalar == "\n" ? (position.line + 1, 1) : (position.line, position.column + 1)
    }
    return String(masked)
  }

  static func unmask(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { (0xE000...0xE003).contains($0.value) }) else {
      return text
    }
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      plain.append(pairs.first { $0.1 == scalar }?.0 ?? scalar)
    }
    return String(plain)
  }

  /// What the first character of a plain scalar would have meant, where it was an indicator.
  static func meaning(of text: String) -> String? {
    switch text.unicodeScalars.first?.value {
    case 0xE000: "an anchor"
    case 0xE001: "an alias"
    case 0xE002: "a tag"
    case 0xE003: "an explicit key"
    case .some, nil: nil
    }
  }
}
