import Architectures
import Foundation
import SearchTestSupport
import Studies
import Synchronization
import Testing
import TestSupport

/// Scores the first evaluation 1, the second 2, and so on.
private final class CountingEvaluator: Evaluator {
  private let count = Mutex(0)

  func evaluate(_ request: EvaluationRequest, control: EvaluationControl) -> Evaluation {
    let number = count.withLock { count in
      count += 1
      return count
    }
    return Evaluation(accuracy: Double(number), measures: ["seconds": 1])
  }
}

@Suite struct RememberingEvaluatorTests {
  @Test func equalNetworksAreScoredOnce() throws {
    let evaluator = RememberingEvaluator(CountingEvaluator())
    func score(_ architecture: Architecture, epochs: Int = 1, seed: UInt64 = 1) throws -> Evaluation
    {
      try evaluator.evaluate(
        EvaluationRequest(
          trial: 0, candidate: "", architecture: architecture, epochs: epochs, seed: seed,
          checkpoints: ""),
        control: EvaluationControl())
    }
    let small = try smallArchitecture()
    #expect(try score(small) == Evaluation(accuracy: 1, measures: ["seconds": 1]))
    #expect(try score(small.with(name: "other")) == Evaluation(accuracy: 1))
    #expect(try score(small, epochs: 2).accuracy == 2)
    #expect(try score(small, seed: 2).accuracy == 3)
    #expect(try score(small.with(resolution: 9)).accuracy == 4)
    #expect(try score(small).accuracy == 1)
  }
}

@Suite struct EvaluatorTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func evaluate(
    _ command: String, timeLimit: Double? = nil, retries: Int = 0,
    control: EvaluationControl = EvaluationControl()
  ) throws -> Evaluation {
    let evaluator = CommandEvaluator(
      CommandDefinition(command: command, timeLimit: timeLimit, retries: retries), suffix: "txt"
    ) { Data($0.name.utf8) }
    return try evaluator.evaluate(
      EvaluationRequest(
        trial: 1, candidate: "c", architecture: smallArchitecture(), epochs: 4, seed: 77,
        checkpoints: folder.path + "/it's here"),
      control: control)
  }

  @Test func commandsGetFilesAndGiveResults() throws {
    let evaluation = try evaluate(
      """
      test "$(cat {architecture})" = small && echo '{"epoch": 1, "accuracy": 0.1}' > {result} &&
      echo '{"accuracy": 0.7'{epochs}', "loss": 1.5, "seed": '{seed}'}' >> {result}
      """)
    #expect(
      evaluation == Evaluation(accuracy: 0.74, loss: 1.5, measures: ["seed": 77]))
  }

  @Test func failuresHaveExitCodeAndLastLines() throws {
    let error = #expect(throws: EvaluationFailure.self) {
      try evaluate("echo out of memory >&2; exit 3")
    }
    #expect(error == EvaluationFailure(cause: "exit code 3", detail: "out of memory"))
    let silent = #expect(throws: EvaluationFailure.self) { try evaluate("true") }
    #expect(silent?.cause == "no result")
    let killed = #expect(throws: EvaluationFailure.self) { try evaluate("kill -9 $$") }
    #expect(killed?.cause == "signal 9")
  }

  @Test func slowCommandsAreStoppedWithWhatTheyStarted() throws {
    let mark = folder.path + "/mark"
    let start = ContinuousClock.now
    let error = #expect(throws: EvaluationFailure.self) {
      try evaluate("(sleep 3; touch \(mark)) & wait", timeLimit: 0.2)
    }
    #expect(error?.cause == "time limit")
    #expect(ContinuousClock.now - start < .seconds(3))
    sleep(3)
    #expect(!FileManager.default.fileExists(atPath: mark))
  }

  @Test func retriesRunAgain() throws {
    let mark = folder.path + "/tried"
    let command = "test -e \(mark) && echo '{\"accuracy\": 1}' > {result} || (touch \(mark); false)"
    #expect(throws: EvaluationFailure.self) { try evaluate(command) }
    try FileManager.default.removeItem(atPath: mark)
    #expect(try evaluate(command, retries: 1).accuracy == 1)
  }

  @Test func cancelledCommandsLeaveNoRecord() throws {
    let cancellation = SearchCancellation()
    cancellation.cancel()
    #expect(throws: CancellationError.self) {
      try evaluate("sleep 5", control: EvaluationControl(cancellation: cancellation))
    }
  }

  @Test func tablesAnswerByCandidateEpochsAndSeed() throws {
    let path = folder.path + "/table.jsonl"
    let text = """
      {"candidate": "a", "accuracy": 0.5, "epochs": 1}
      {"candidate": "a", "accuracy": 0.6, "epochs": 2, "loss": 1.25}

      """
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let table = try TableEvaluator(path: path)
    let request = { (candidate: String, epochs: Int) in
      EvaluationRequest(
        trial: 0, candidate: candidate, architecture: try smallArchitecture(), epochs: epochs,
        seed: 9, checkpoints: "")
    }
    let found = try table.evaluate(request("a", 2), control: EvaluationControl())
    #expect(found == Evaluation(accuracy: 0.6, loss: 1.25))
    #expect(throws: EvaluationFailure.self) {
      try table.evaluate(request("a", 3), control: EvaluationControl())
    }
    #expect(throws: SearchError.self) { try TableEvaluator(path: folder.path + "/none") }
  }

  @Test func nullProxiesAreTheCountsOfTheCostModel() throws {
    let request = EvaluationRequest(
      trial: 0, candidate: "c", architecture: try smallArchitecture(), epochs: 1, seed: 0,
      checkpoints: "")
    let score = try CostEvaluator(.parameters).evaluate(request, control: EvaluationControl())
    // Stem 3·3·3·4 + 8, stage 3·3·4·4 + 8, classifier 4·2 + 2.
    #expect(abs(score.accuracy - log10(108.0 + 8 + 144 + 8 + 10)) < 1e-12)
  }
}
