import Foundation

/// The reference page of the commands, made from what the program says of itself.
struct CommandReference {
  private let root: Command

  /// - Parameter json: What `compound --experimental-dump-help` prints.
  /// - Throws: A decoding error where the argument parser writes another form.
  init(json: String) throws {
    root = try JSONDecoder().decode(Dump.self, from: Data(json.utf8)).command
  }

  /// The page in Markdown.
  var page: String {
    var lines = [
      "# Commands", "", "Every command of `compound`, with its arguments.", "", "## Overview", "",
    ]
    lines += paragraph(
      "This page is made from what `compound --help` and its relatives say; a test compares the two."
    )
    lines += paragraph(escaped(root.abstract)) + discussion(root.discussion ?? "")
    for command in root.shownSubcommands { lines += section(command, above: "", level: 2) }
    return lines.joined(separator: "\n").trimmingCharacters(in: .newlines) + "\n"
  }

  private func section(_ command: Command, above: String, level: Int) -> [String] {
    let path = above + command.commandName
    var lines = [String(repeating: "#", count: level) + " " + path, ""]
    lines += paragraph(escaped(command.abstract))
    if command.shownSubcommands.isEmpty {
      lines += ["```", command.usage(path: "compound " + path), "```", ""]
    }
    lines += discussion(command.discussion ?? "")
    if !command.shownArguments.isEmpty {
      lines += ["| argument | what it is |", "|---|---|"]
      lines += command.shownArguments.map { "| \($0.spelling) | \(meaning(of: $0)) |" } + [""]
    }
    for member in command.shownSubcommands {
      lines += section(member, above: path + " ", level: level + 1)
    }
    return lines
  }

  /// Paragraphs; indented lines are examples.
  private func discussion(_ text: String) -> [String] {
    var lines: [String] = []
    var isExample = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
      if line.hasPrefix("  ") != isExample {
        lines += isExample ? ["```", ""] : ["```sh"]
        isExample.toggle()
      }
      let content = line.trimmingCharacters(in: .whitespaces)
      lines += isExample ? [content] : paragraph(escaped(content))
    }
    return lines + (isExample ? ["```", ""] : [])
  }

  /// The abstract, then values and default where it does not state them itself.
  private func meaning(of argument: Argument) -> String {
    let text = argument.abstract ?? ""
    var remarks: [String] = []
    if let values = argument.allValues {
      remarks.append("values: " + values.map { "`\($0)`" }.joined(separator: ", "))
    }
    // A default that depends on the machine is told in words, by the abstract.
    if let value = argument.defaultValue, !text.contains("(default:") {
      remarks.append("default: `\(value)`")
    }
    if !argument.isOptional && argument.kind != "positional" { remarks.append("required") }
    let remark = remarks.isEmpty ? "" : " (\(remarks.joined(separator: "; ")))"
    return escaped(text, inTable: true) + remark
  }

  /// A paragraph in lines of at most 100 characters, and an empty line.
  private func paragraph(_ text: String) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= 100 {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines + [""]
  }

  /// `text` with what Markdown would read as markup escaped, except between backticks.
  private func escaped(_ text: String, inTable: Bool = false) -> String {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    return parts.enumerated().map { index, part in
      let marks = (index.isMultiple(of: 2) ? "<*_" : "") + (inTable ? "|" : "")
      return part.map { marks.contains($0) ? "\\\($0)" : String($0) }.joined()
    }.joined(separator: "`")
  }
}

private struct Dump: Decodable {
  let command: Command
}

private struct Command: Decodable {
  let commandName: String
  let abstract: String
  let discussion: String?
  let arguments: [Argument]?
  let subcommands: [Command]?

  var shownSubcommands: [Command] { (subcommands ?? []).filter { $0.commandName != "help" } }

  var shownArguments: [Argument] {
    (arguments ?? []).filter {
      $0.shouldDisplay && !["help", "version"].contains($0.valueName)
    }
  }

  func usage(path: String) -> String {
    let options = shownArguments.filter { $0.kind != "positional" }
    var words = [path]
    words += options.filter { !$0.isOptional }.map {
      "--\($0.preferredName?.name ?? "") <\($0.valueName ?? "")>"
    }
    for argument in shownArguments where argument.kind == "positional" {
      let word = "<\(argument.valueName ?? "")>" + (argument.isRepeating ? " ..." : "")
      words.append(argument.isOptional ? "[\(word)]" : word)
    }
    if options.contains(where: \.isOptional) { words.append("[options]") }
    return words.joined(separator: " ")
  }
}

private struct Argument: Decodable {
  struct Name: Decodable {
    let kind: String
    let name: String
  }

  let abstract: String?
  let kind: String
  let isOptional: Bool
  let isRepeating: Bool
  let shouldDisplay: Bool
  let valueName: String?
  let names: [Name]?
  let preferredName: Name?
  let defaultValue: String?
  let allValues: [String]?

  /// How it is written: `<model>`, `--phi <phi>`, `--shuffle`, `--no-shuffle`.
  var spelling: String {
    guard kind != "positional" else {
      return "`<\(valueName ?? "")>`" + (isRepeating ? " …" : "")
    }
    let value = kind == "flag" ? "" : " <\(valueName ?? "")>"
    return (names ?? []).map { "`\($0.kind == "short" ? "-" : "--")\($0.name)\(value)`" }
      .joined(separator: ", ")
  }
}
