import Files
import Foundation
import Yams

/// Takes away the meaning of YAML's alias, tag and explicit-key indicators before parsing.
///
/// The parser follows aliases while it reads, and hashes mapping keys however large they are, so a
/// check of its result would come too late. Each indicator is replaced by a private character of the
/// same width in the text, so that positions stay right, and put back in every scalar. An alias thus
/// comes out of the parser as a scalar; anchors, which make nothing grow, keep their meaning.
enum IndicatorMask {
  private static let pairs: [(Unicode.Scalar, Unicode.Scalar)] = [
    ("*", "\u{E001}"), ("!", "\u{E002}"), ("?", "\u{E003}"),
  ]

  static func mask(_ text: String, file: String) throws(FileError) -> String {
    // An escape would bring the private characters in unseen.
    let escapes = ["\\ue00", "\\u0000e00"]
    if text.contains("\\"), escapes.contains(where: text.lowercased().contains) {
      throw FileError(
        .malformed, file: file,
        "escapes of private characters, such as \\uE000, are not allowed here")
    }
    var masked = String.UnicodeScalarView()
    var position = (line: 1, column: 1)
    for scalar in text.unicodeScalars {
      if pairs.contains(where: { $0.1 == scalar }) {
        throw FileError(
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
    guard text.unicodeScalars.contains(where: { (0xE001...0xE003).contains($0.value) }) else {
      return text
    }
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      plain.append(pairs.first { $0.1 == scalar }?.0 ?? scalar)
    }
    return String(plain)
  }

  /// The name of the alias that a scalar was in the text; `nil` where it was none.
  static func alias(_ scalar: Node.Scalar) -> String? {
    guard scalar.style == .plain, scalar.string.unicodeScalars.first?.value == 0xE001 else {
      return nil
    }
    return String(unmask(scalar.string).dropFirst())
  }

  /// What the first character of a plain scalar would have meant, where it was an indicator.
  static func meaning(of text: String) -> String? {
    switch text.unicodeScalars.first?.value {
    case 0xE002: "a tag"
    case 0xE003: "an explicit key"
    case .some, nil: nil
    }
  }
}
