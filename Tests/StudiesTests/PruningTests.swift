import Architectures
import Foundation
import SearchTestSupport
import Testing
import TestSupport

@testable import Studies

private func curve(_ scores: [Double]) -> [CurvePoint] {
  scores.enumerated().map { CurvePoint(epoch: Double($0 + 1), score: $1) }
}

@Suite struct MedianRuleTests {
  /// Three trainings, the second ended after two epochs.
  ///
  /// Means by epoch: 0.2, 0.3, 0.4; 0.1, 0.15,
  /// 0.15; 0.5, 0.5, 0.6. Their medians: 0.2, 0.3, 0.4.
  @Test func theBarIsTheMedianOfRunningMeans() {
    var rule = MedianRule(PruningDefinition(after: 1, trainings: 3), epochs: 4)
    rule.add(curve([0.2, 0.4, 0.6, 0.9]))
    rule.add(curve([0.1, 0.2]))
    #expect(rule.bar == nil)
    rule.add(curve([0.5, 0.5, 0.8, 0.7]))
    let bar = rule.bar
    #expect(bar?.steps.map(\.epoch) == [1, 2, 3])
    for (found, expected) in zip(bar?.steps ?? [], [0.2, 0.3, 0.4]) {
      #expect(abs(found.score - expected) < 1e-15)
    }
  }

  /// Of two trainings the median is the mean; the first epoch is everyone's.
  @Test func anEvenNumberAndALaterBeginning() {
    var rule = MedianRule(PruningDefinition(after: 2, trainings: 1), epochs: 3)
    rule.add(curve([0, 0.5]))
    rule.add(curve([1, 0.5]))
    rule.add([])
    #expect(rule.bar == PruningBar(steps: [CurvePoint(epoch: 2, score: 0.5)]))
  }

  /// Against the definition, worked out anew each time.
  @Test func insertionKeepsTheMedian() {
    var rule = MedianRule(PruningDefinition(after: 1, trainings: 1), epochs: 3)
    var curves: [[CurvePoint]] = []
    for number in 0..<41 {
      let scores = (0..<3).map { Double((number * 37 + $0 * 11) % 101) / 101 }
      curves.append(curve(scores))
      rule.add(curves[number])
      for epoch in 1...2 {
        let means = curves.map { $0.prefix(epoch).reduce(0) { $0 + $1.score } / Double(epoch) }
          .sorted()
        let middle = (means[means.count / 2] + means[(means.count - 1) / 2]) / 2
        #expect(rule.bar?.steps[epoch - 1].score == middle)
      }
    }
  }

  @Test func theBestSoFarCounts() {
    let bar = PruningBar(steps: [
      CurvePoint(epoch: 1, score: 0.2), CurvePoint(epoch: 2, score: 0.3),
    ])
    #expect(bar.end(of: curve([0.3, 0.1, 0.3])) == nil)
    #expect(bar.end(of: curve([0.25, 0.29, 0.9])) == 2)
    #expect(bar.end(of: curve([0.1])) == 1)
    #expect(bar.end(of: [CurvePoint(epoch: 0.5, score: 0)]) == nil)
    #expect(bar.end(of: []) == nil)
  }
}

@Suite struct ReportingCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func evaluator(
    _ command: String, environment: [String: String] = [:], constants: [String: String] = [:]
  ) -> CommandEvaluator {
    CommandEvaluator(
      CommandDefinition(command: command, environment: environment), suffix: "txt",
      constants: constants
    ) { Data($0.name.utf8) }
  }

  private func request(bar: PruningBar? = nil) throws -> EvaluationRequest {
    EvaluationRequest(
      trial: 0, candidate: "c", architecture: try smallArchitecture(), epochs: 9, seed: 1,
      checkpoints: folder.path, bar: bar)
  }

  private func evaluate(
    _ evaluator: CommandEvaluator, _ request: EvaluationRequest,
    cancellation: SearchCancellation = SearchCancellation()
  ) async throws -> Evaluation {
    try await evaluator.evaluate(
      request,
      control: EvaluationControl(epochs: 9, bar: request.bar, cancellation: cancellation))
  }

  private func report(_ epoch: Int, _ accuracy: Double) -> String {
    "echo '{\"epoch\": \(epoch), \"accuracy\": \(accuracy)}' >> {result}; "
  }

  /// The command would go on for ten minutes.
  @Test func oneThatLagsIsEnded() async throws {
    let bar = PruningBar(steps: [CurvePoint(epoch: 2, score: 0.5)])
    let evaluation = try await evaluate(
      evaluator(report(1, 0.1) + report(2, 0.3) + "sleep 600; " + report(3, 0.9)), request(bar: bar)
    )
    #expect(evaluation.isPruned && evaluation.score.value == 0.3)
    #expect(evaluation.curve == curve([0.1, 0.3]))
  }

  /// What came after the epoch that fell short does not count, however fast the command was.
  @Test func whereItEndsDependsOnNoClock() async throws {
    let bar = PruningBar(steps: [CurvePoint(epoch: 2, score: 0.5)])
    let whole = try await evaluate(
      evaluator(report(1, 0.1) + report(2, 0.3) + report(3, 0.9)), request())
    #expect(!whole.isPruned && whole.score.value == 0.9 && whole.curve == curve([0.1, 0.3, 0.9]))
    let ended = whole.ended(at: bar)
    #expect(ended.isPruned && ended.score.value == 0.3 && ended.curve == curve([0.1, 0.3]))
    #expect(whole.ended(at: nil) == whole)
  }

  /// Two runs: the first leaves a checkpoint after two epochs and is stopped, the second goes on.
  @Test func reportsBeforeAResumptionCount() async throws {
    let evaluator = evaluator(
      "if test -e {checkpoint}; then " + report(3, 0.6) + "else " + report(1, 0.2)
        + report(2, 0.4) + "touch {checkpoint}; sleep 60; fi")
    let cancellation = SearchCancellation()
    let request = try request()
    // On a thread of its own: tests that wait for a process of theirs block those of tasks, and one that
    // has inherited a pipe of theirs ends by this.
    Thread {
      while !FileManager.default.fileExists(atPath: request.checkpoint) { usleep(20_000) }
      cancellation.cancel()
    }.start()
    await #expect(throws: CancellationError.self) {
      try await evaluate(evaluator, request, cancellation: cancellation)
    }
    let resumed = try await evaluate(evaluator, request)
    #expect(resumed.curve == curve([0.2, 0.4, 0.6]))
    evaluator.recorded(request)
    #expect(!FileManager.default.fileExists(atPath: request.checkpoint))
    // Without a checkpoint it begins anew, and so do its reports.
    let again = try await evaluate(self.evaluator(report(1, 0.9)), request)
    #expect(again.curve == curve([0.9]))
  }

  @Test func whatACommandIsTold() async throws {
    let evaluation = try await evaluate(
      evaluator(
        #"""
        test "$LEVEL" = 3 && test "$PLACE" = {checkpoint} && test {proxyScale} = '{"width":0.5}' &&
        test -n "$PATH" && echo '{"accuracy": 0.5, "energy": 7}' > {result}
        """#, environment: ["LEVEL": "3", "PLACE": "{checkpoint}"],
        constants: ["proxyScale": #"{"width":0.5}"#]), request())
    #expect(evaluation.measures == ["energy": 7])
  }
}
