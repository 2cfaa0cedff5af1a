import Files
import Foundation
import SearchTestSupport
import TestSupport
import Testing

@testable import Studies

/// An evaluator whose files can't be written at one trial.
private struct FullDisk: Evaluator {
  var capacity: Int { 1 }
  let trial: Int

  func evaluate(
    _ request: EvaluationRequest, control: EvaluationControl
  ) async throws -> Evaluation {
    if request.trial == trial {
      throw FileError(.unwritable, file: "checkpoint", "cannot write: No space left on device")
    }
    return try await StubEvaluator().evaluate(request, control: control)
  }
}

@Suite struct FullDiskTests {
  private func run(_ folder: String, _ evaluator: any Evaluator) async throws {
    let study = try Study.open(
      folder: folder, kind: "test", definition: ["a": 1], seed: 1, source: "a: 1\n")
    var runner = StudyRunner(study: study, evaluator: evaluator, options: RunOptions())
    var plan = ListPlan(count: 4, of: try smallArchitecture())
    _ = try await runner.run(&plan)
  }

  /// A full disk ends the search, and no candidate is recorded as failed by it: with room again, the
  /// same results come as without.
  @Test func aFullDiskIsNoCandidatesFault() async throws {
    let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
    let error = await #expect(throws: SearchError.self) {
      try await run(folder.path, FullDisk(trial: 2))
    }
    #expect(error?.description.contains("No space left on device") == true)
    #expect(try Study.read(folder: folder.path).records.map(\.trial) == [0, 1])
    try await run(folder.path, StubEvaluator())
    try await run(other.path, StubEvaluator())
    let scores = { (path: String) in try Study.read(folder: path).records.map(\.score) }
    #expect(try scores(folder.path) == scores(other.path))
  }
}
