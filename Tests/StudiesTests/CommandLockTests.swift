import Architectures
import Foundation
import SearchTestSupport
import Testing
import TestSupport

@testable import Studies

private func evaluate(
  _ command: String, trial: Int = 1, in folder: String,
  cancellation: SearchCancellation = SearchCancellation()
) async throws -> Evaluation {
  let evaluator = CommandEvaluator(CommandDefinition(command: command), suffix: "txt") {
    Data($0.name.utf8)
  }
  return try await evaluator.evaluate(
    EvaluationRequest(
      trial: trial, candidate: "c", architecture: smallArchitecture(), epochs: 4, seed: 77,
      checkpoints: folder),
    control: EvaluationControl(cancellation: cancellation))
}

/// Whether a process is there, and no zombie.
private func isRunning(_ process: Int32) -> Bool {
  guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else {
    return false
  }
  return status.split(separator: ")").last?.split(separator: " ").first != "Z"
}

/// Waits until a file has a number in it, and returns that.
private func number(in path: String) async throws -> Int32 {
  for _ in 0..<1000 {
    if let text = try? String(contentsOfFile: path, encoding: .utf8), text.hasSuffix("\n"),
      let number = Int32(text.dropLast())
    {
      return number
    }
    try await Task.sleep(for: .milliseconds(10))
  }
  throw CocoaError(.fileReadUnknown)
}

/// What a search leaves running when it is killed, and what the next one does about it.
@Suite struct CommandLockTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Of the same training and of another one; where all, or the child alone, mind no polite signal; and
  /// where the shell that was started has ended meanwhile and its child has not.
  @Test(
    arguments: [
      "sleep 600 & echo $! > PLACE; wait", "trap '' TERM HUP; sleep 600 & echo $! > PLACE; wait",
      "(trap '' TERM; exec sleep 600) & echo $! > PLACE; sleep 0.5",
      "echo $$ > PLACE; exec sleep 600",
    ],
    [1, 2])
  func remainsOfAKilledSearchAreEnded(_ command: String, _ trial: Int) async throws {
    let place = folder.path + "/process"
    let running = command.replacing("PLACE", with: place)
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = folder.path as String, running = running as String, place = place as String] in
      // What this process tells its test through must not stay open in what it leaves behind.
      for descriptor in STDERR_FILENO + 1..<256 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
      Task {
        _ = try await number(in: place)
        kill(getpid(), SIGKILL)
      }
      _ = try await evaluate(running, in: path)
    }
    let process = try await number(in: place)
    try await Task.sleep(for: .seconds(1))
    #expect(isRunning(process))
    let result = try await evaluate(
      "readlink /proc/\(process)/exe; echo \"{\\\"accuracy\\\": 0.$?}\" > {result}", trial: trial,
      in: folder.path)
    // 0.1: there was no such process when the command began.
    #expect(result.score.value == 0.1)
    #expect(!isRunning(process))
  }

  /// Signals that the search ignores or handles are the command's own.
  @Test(arguments: [SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGQUIT])
  func commandsMeetSignalsAsAnyProcessDoes(_ number: Int32) async throws {
    await #expect(processExitsWith: .success) {
      [path = folder.path as String, number = number as Int32] in
      signal(number, SIG_IGN)
      let error = try await #require(throws: EvaluationFailure.self) {
        try await evaluate("kill -\(number) $$; exit 3", in: path)
      }
      try #require(error.cause == "signal \(number)")
    }
  }

  /// In a process of its own: all commands of a process are ended.
  @Test func aSecondWishToStopEndsCommandsAtOnce() async throws {
    await #expect(processExitsWith: .success) { [path = folder.path as String] in
      let place = path + "/process"
      let command = "trap '' TERM; sleep 600 & echo $! > \(place); wait"
      let task = Task { try await evaluate(command, in: path) }
      let process = try await number(in: place)
      CommandEvaluator.killCommands()
      let error = await #expect(throws: EvaluationFailure.self) { try await task.value }
      try #require(error?.cause == "signal 9")
      for _ in 0..<500 where isRunning(process) { try await Task.sleep(for: .milliseconds(10)) }
      try #require(!isRunning(process))
    }
  }
}
