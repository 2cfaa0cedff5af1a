import ArgumentParser

/// A command that writes to the streams it is given, so that it can run within another program.
protocol Command: AsyncParsableCommand {
  /// Does what the command line asks for.
  func run(_ streams: Streams) async throws
}

extension Command {
  func run() async throws { try await run(.process) }
}
