/// Names in Python code.
enum PythonNames {
  /// `stage1`, `queries_keys_values`: words in small letters, whatever stood between them.
  static func variable(_ text: String) -> String {
    var name = ""
    var wasSmall = false
    for character in text {
      guard character.isASCII, character.isLetter || character.isNumber else {
        if !name.isEmpty, !name.hasSuffix("_") { name.append("_") }
        wasSmall = false
        continue
      }
      if character.isUppercase, wasSmall { name.append("_") }
      name.append(contentsOf: character.lowercased())
      wasSmall = character.isLowercase
    }
    while name.hasSuffix("_") { name.removeLast() }
    if name.first?.isNumber ?? true { name = "n" + name }
    return reserved.contains(name) ? name + "_" : name
  }

  /// A text of the user's within a documentation comment: nothing in it ends or escapes anything.
  static func prose(_ text: String) -> String {
    String(
      text.unicodeScalars.map { scalar -> Character in
        switch scalar {
        case "\"": "'"
        case "\\": "/"
        case let other
        where other.properties.generalCategory == .control
          || other.properties.generalCategory == .format
          || other.properties.generalCategory == .lineSeparator
          || other.properties.generalCategory == .paragraphSeparator:
          " "
        default: Character(scalar)
        }
      })
  }

  /// `EfficientnetB0`: what a class is called.
  static func type(_ text: String) -> String {
    let words = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let name = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    guard let first = name.first else { return "Network" }
    return first.isNumber ? "Network" + name : name
  }

  /// A name that is not among `taken`: the name itself, or with a number behind it.
  static func unique(_ name: String, among taken: inout Set<String>) -> String {
    var candidate = name
    var number = 2
    while !taken.insert(candidate).inserted {
      candidate = name.last?.isNumber == true ? "\(name)_\(number)" : "\(name)\(number)"
      number += 1
    }
    return candidate
  }

  /// Python's keywords, and what a module or this file's code calls its own.
  private static let reserved: Set<String> = [
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
    "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
    "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield", "train",
    "eval", "forward", "half", "float", "double", "type", "apply", "children", "modules", "self",
    "training", "parameters", "buffers", "cpu", "cuda", "to", "share_memory", "nn", "torch",
    "build",
  ]
}
