import ArgumentParser
import Foundation

/// `--threads`, of every command that trains or measures.
struct ThreadsOption: ParsableArguments {
  private static let allowed = 1...256

  // Optional, as the help would show this machine's number beside the words.
  @Option(
    name: .customLong("threads"),
    help: ArgumentHelp(
      "Threads in all; they change the time, never the result. (default: one a processor)",
      valueName: "threads"))
  private var chosen: Int?

  /// Threads in all.
  var threads: Int {
    chosen ?? min(Self.allowed.upperBound, ProcessInfo.processInfo.activeProcessorCount)
  }

  func validate() throws {
    guard Self.allowed.contains(threads) else {
      throw ValidationError("--threads \(threads): expected 1 to \(Self.allowed.upperBound)")
    }
  }
}
