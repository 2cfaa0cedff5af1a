import Architectures
import Foundation
import Networks
import SearchTestSupport
import Studies
import Synchronization
import Testing
import TestSupport

/// A score that is the number of the evaluation.
private let counted = ScoreKind(key: "counted")

/// Scores the first evaluation 1, the second 2, and so on.
private final class CountingEvaluator: Evaluator {
  var capacity: Int { .max }

  private let count = Mutex(0)

  func evaluate(_ request: EvaluationRequest, control: EvaluationControl) async throws -> Evaluation
  {
    let number = count.withLock { count in
      count += 1
      return count
    }
    return Evaluation(try Score(counted, Double(number)), measures: ["seconds": 1])
  }
}

@Suite struct RememberingEvaluatorTests {
  @Test func equalNetworksAreScoredOnce() async throws {
    let evaluator = RememberingEvaluator(CountingEvaluator())
    func score(_ architecture: Architecture, epochs: Int = 1, seed: UInt64 = 1) async throws
      -> Evaluation
    {
      try await evaluator.evaluate(
        EvaluationRequest(
          trial: 0, candidate: "", architecture: architecture, epochs: epochs, seed: seed,
          checkpoints: ""),
        control: EvaluationControl())
    }
    let small = try smallArchitecture()
    #expect(try await score(small) == Evaluation(Score(counted, 1), measures: ["seconds": 1]))
    #expect(try await score(small.with(name: "other")) == Evaluation(Score(counted, 1)))
    #expect(try await score(small, epochs: 2).score.value == 2)
    #expect(try await score(small, seed: 2).score.value == 3)
    #expect(try await score(small.with(resolution: 9)).score.value == 4)
    #expect(try await score(small).score.value == 1)
  }
}

@Suite struct EvaluatorTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func evaluate(
    _ command: String, timeLimit: Double? = nil, retries: Int = 0,
    control: EvaluationControl = EvaluationControl()
  ) async throws -> Evaluation {
    let evaluator = CommandEvaluator(
      CommandDefinition(command: command, timeLimit: timeLimit, retries: retries), suffix: "txt"
    ) { Data($0.name.utf8) }
    return try await evaluator.evaluate(
      EvaluationRequest(
        trial: 1, candidate: "c", architecture: smallArchitecture(), epochs: 4, seed: 77,
        checkpoints: folder.path + "/it's here"),
      control: control)
  }

  @Test func commandsGetFilesAndGiveResults() async throws {
    let evaluation = try await evaluate(
      """
      test "$(cat {architecture})" = small && echo '{"epoch": 1, "accuracy": 0.1}' > {result} &&
      echo '{"accuracy": 0.7'{epochs}', "loss": 1.5, "seed": '{seed}'}' >> {result}
      """)
    let expected = Evaluation(
      try Score(.top1, 0.74), loss: 1.5, measures: ["seed": 77],
      curve: [CurvePoint(epoch: 1, score: 0.1)])
    #expect(evaluation == expected)
  }

  /// The seed is 77.
  @Test func numbersServeInArithmeticAndBetweenQuotes() async throws {
    let error = await #expect(throws: EvaluationFailure.self) {
      try await evaluate(#"test "{seed}" = 77 && exit $(( {seed} % 2 + 3 ))"#)
    }
    #expect(error?.cause == "exit code 4")
  }

  @Test func failuresHaveExitCodeAndLastLines() async throws {
    let error = await #expect(throws: EvaluationFailure.self) {
      try await evaluate("echo out of memory >&2; exit 3")
    }
    #expect(error == EvaluationFailure(cause: "exit code 3", detail: "out of memory"))
    let silent = await #expect(throws: EvaluationFailure.self) { try await evaluate("true") }
    #expect(silent?.cause == "no result")
    let killed = await #expect(throws: EvaluationFailure.self) { try await evaluate("kill -9 $$") }
    #expect(killed?.cause == "signal 9")
  }

  /// Also where what they started does not mind a polite signal, and they do.
  @Test(arguments: ["", "trap '' TERM; "])
  func slowCommandsAreStoppedWithWhatTheyStarted(_ preface: String) async throws {
    let mark = folder.path + "/mark"
    let error = await #expect(throws: EvaluationFailure.self) {
      try await evaluate("(\(preface)sleep 3; touch \(mark)) & wait", timeLimit: 0.2)
    }
    #expect(error?.cause == "time limit")
    sleep(3)
    #expect(!FileManager.default.fileExists(atPath: mark))
  }

  /// What JSON can say that no accuracy is, and lines that are no JSON.
  static let wrongLines: [(line: String, said: String)] = [
    (#"{"candidate": "a", "accuracy": 71.3}"#, "found top-1 71.3, expected 0.0 to 1.0 (0.713"),
    (#"{"candidate": "a", "accuracy": -0.2}"#, "found top-1 -0.2, expected 0.0 to 1.0"),
    (#"{"candidate": "a", "accuracy": true}"#, "accuracy: expected a number"),
    (#"{"candidate": "a", "accuracy": "0.7"}"#, "accuracy: expected a number"),
    (#"{"candidate": "a", "accuracy": NaN}"#, "expected an object"),
    (#"{"candidate": "a", "accuracy": 0.7"#, "expected an object"),
    ("[0.7]", "expected an object"), ("accuracy 0.7", "expected an object"),
  ]

  @Test(arguments: wrongLines)
  func commandsAndTablesRefuseTheSameLines(line: String, said: String) async throws {
    let text = "{\"candidate\": \"a\", \"accuracy\": 0.5}\n\n\(line)\n"
    let path = folder.path + "/lines"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let failure = await #expect(throws: EvaluationFailure.self) {
      try await evaluate("cp \(path) {result}")
    }
    #expect(failure?.cause == "unreadable result")
    #expect(failure?.detail.contains("result.jsonl:3: ") == true)
    #expect(failure?.detail.contains(said) == true, "\(failure?.detail ?? "")")
    let refusal = #expect(throws: SearchError.self) { try TableEvaluator(path: path) }
    #expect(refusal?.description.hasPrefix("\(path):3: ") == true)
    #expect(refusal?.description.contains(said) == true)
  }

  @Test func theLastOfSeveralLinesCounts() async throws {
    let path = folder.path + "/lines"
    let text = """
      {"candidate": "c", "accuracy": 0.5}
      {"candidate": "c", "accuracy": 0.75, "loss": "inf"}
      {"candidate": "c", "status": "failed"}
      """
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let expected = Evaluation(try Score(.top1, 0.75), loss: .infinity)
    #expect(try await evaluate("cp \(path) {result}") == expected)
    let request = EvaluationRequest(
      trial: 0, candidate: "c", architecture: try smallArchitecture(), epochs: 1, seed: 1,
      checkpoints: "")
    let table = try TableEvaluator(path: path)
    #expect(try table.evaluate(request, control: EvaluationControl()) == expected)
  }

  @Test func aTablesAccuracyHasACandidate() throws {
    let path = folder.path + "/lines"
    try "{\"accuracy\": 0.5}\n".write(toFile: path, atomically: true, encoding: .utf8)
    let refusal = #expect(throws: SearchError.self) { try TableEvaluator(path: path) }
    #expect(refusal?.description.contains("without a `candidate`") == true)
  }

  @Test func retriesRunAgain() async throws {
    let mark = folder.path + "/tried"
    let command = "test -e \(mark) && echo '{\"accuracy\": 1}' > {result} || (touch \(mark); false)"
    await #expect(throws: EvaluationFailure.self) { try await evaluate(command) }
    try FileManager.default.removeItem(atPath: mark)
    #expect(try await evaluate(command, retries: 1).score.value == 1)
  }

  @Test func cancelledCommandsLeaveNoRecord() async throws {
    let cancellation = SearchCancellation()
    cancellation.cancel()
    await #expect(throws: CancellationError.self) {
      try await evaluate("sleep 5", control: EvaluationControl(cancellation: cancellation))
    }
  }

  @Test func tablesAnswerByCandidateEpochsAndSeed() async throws {
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
    #expect(try found == Evaluation(Score(.top1, 0.6), loss: 1.25))
    #expect(throws: EvaluationFailure.self) {
      try table.evaluate(request("a", 3), control: EvaluationControl())
    }
    #expect(throws: SearchError.self) { try TableEvaluator(path: folder.path + "/none") }
  }

  @Test func nullProxiesAreTheCountsOfTheCostModel() async throws {
    let request = EvaluationRequest(
      trial: 0, candidate: "c", architecture: try smallArchitecture(), epochs: 1, seed: 0,
      checkpoints: "")
    let score = try CostEvaluator(.parameters).evaluate(request, control: EvaluationControl())
    // Stem 3·3·3·4 + 8, stage 3·3·4·4 + 8, classifier 4·2 + 2.
    #expect(abs(score.score.value - log10(108.0 + 8 + 144 + 8 + 10)) < 1e-12)
  }
}
