import Foundation
import Randomness
import SearchTestSupport
import Testing
import TestSupport

@testable import Studies

private func run(
  _ folder: String, count: Int, options: RunOptions = RunOptions(workers: 2)
) async throws {
  let study = try Study.open(
    folder: folder, kind: "test", definition: ["a": 1], seed: 1, source: "a: 1\n")
  var runner = StudyRunner(study: study, evaluator: StubEvaluator(), options: options)
  var plan = ListPlan(count: count, of: try smallArchitecture())
  _ = try await runner.run(&plan)
}

@Suite struct KillTests {
  /// A search that is killed 50 times, each time a random number of trainings and microseconds after
  /// its start, and then runs to its end: every record seen after any kill is still there, and none is there twice.
  @Test func killedAnywhereNothingIsLostOrDoneTwice() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    var generator = CounterGenerator(seed: 8, purpose: "kills")
    var seen: [TrialRecord] = []
    for _ in 0..<50 {
      let trainings = 1 + generator.index(below: 10)
      let delay = UInt32(generator.index(below: 3000))
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [path = path as String, trainings = trainings as Int, delay = delay as UInt32] in
        let options = RunOptions(workers: 2) { progress in
          guard progress.finishedNow == trainings else { return }
          Thread {
            usleep(delay)
            kill(getpid(), SIGKILL)
          }.start()
        }
        try await run(path, count: 100_000, options: options)
      }
      guard FileManager.default.fileExists(atPath: path + "/study.jsonl"),
        try !StudyJournal.content(at: path + "/study.jsonl").records.isEmpty
      else { continue }
      let records = try Study.read(folder: path).records
      #expect(records.starts(with: seen))
      seen = records
    }
    #expect(seen.count > 50)
    let total = seen.count + 20
    try await run(path, count: total)
    let records = try Study.read(folder: path).records
    #expect(records.starts(with: seen))
    #expect(records.map(\.trial).sorted() == Array(0..<total))
  }
}
