import ArgumentParser
import Networks

/// Finds the word of a command line that should be a command and is none.
enum UnknownCommand {
  private typealias Member = any ParsableCommand.Type

  /// What is wrong, which command was probably meant, and where all are listed; `nil` where each word
  /// that should be a command is one.
  ///
  /// - Parameter arguments: The command line without the program's name.
  /// - Returns: A sentence.
  static func message(for arguments: [String]) -> String? {
    let root = name(of: Compound.self)
    var members: [Member] = Compound.configuration.subcommands
    var path = root
    for argument in arguments {
      if members.isEmpty || argument.hasPrefix("-") { return nil }
      if path == root, argument == "help" { continue }
      guard let next = members.first(where: { name(of: $0) == argument }) else {
        let names = members.filter { isShown($0) }.map { name(of: $0) }
        return "'\(path)' has no command '\(argument)'"
          + NameSuggestion.phrase(for: argument, among: names) + " (`\(path) --help` lists all)"
      }
      path += " \(argument)"
      members = subcommands(of: next)
    }
    return nil
  }

  private static func name(of command: Member) -> String { command.configuration.commandName ?? "" }

  private static func isShown(_ command: Member) -> Bool { command.configuration.shouldDisplay }

  private static func subcommands(of command: Member) -> [Member] {
    command.configuration.subcommands
  }
}
