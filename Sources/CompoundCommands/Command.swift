import ArgumentParser

/// A command that writes to the streams it is given, so that it can run within another program.
protocol Command: ParsableCommand {
  /// Does what the command line asks for.
  func run(_ streams: Streams) throws
}

extension Command {
  func run() throws { try run(.process) }
}
