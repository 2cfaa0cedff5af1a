import ArgumentParser
import Foundation

/// `--threads`, of every command that trains or measures.
struct ThreadsOption: ParsableArguments {
  private static let allowed = 1...256

  @Option(
    help: "Threads in all; they change the time, never the result. (default: one a processor)")
  var threads = min(allowed.upperBound, ProcessInfo.processInfo.activeProcessorCount)

  func validate() throws {
    guard Self.allowed.contains(threads) else {
      throw ValidationError("--threads \(threads): expected 1 to \(Self.allowed.upperBound)")
    }
  }
}
