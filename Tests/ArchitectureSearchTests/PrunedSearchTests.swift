import Foundation
import Randomness
import Searches
import SearchTestSupport
import Studies
import Testing
import TestSupport

@testable import ArchitectureSearch

/// Curves that rise by the epoch to a level of the candidate's own; naps make them end out of order.
private struct RisingEvaluator: Evaluator {
  var capacity: Int { .max }
  /// Whether it looks at the bar itself, as those that train do.
  var stopsItself = true

  func evaluate(_ request: EvaluationRequest, control: EvaluationControl) async throws -> Evaluation
  {
    var generator = CounterGenerator(seed: request.seed, purpose: request.candidate, index: 0)
    let level = 0.4 + 0.6 * generator.uniform()
    for epoch in 1...request.epochs {
      usleep(UInt32(200 + 300 * (request.trial % 3)))
      if control.isCancelled { throw CancellationError() }
      control.report(
        epoch: Double(epoch),
        score: try Score(
          .top1,
          epoch == request.epochs
            ? level : level * Double(epoch) / Double(request.epochs)))
      if stopsItself, let pruned = control.pruned { return pruned }
    }
    return Evaluation(try Score(.top1, level), curve: control.curve)
  }
}

private func definition(_ more: String) throws -> ArchitectureSearchDefinition {
  let text = """
    search: architecture
    space:
    \(crookedSpace.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
    objective: {cost: multiplyAdds, target: 1M}
    sampler: random
    trials: 40
    proxy: {width: 0.5, resolution: 16, divisor: 2}
    training: {epochs: 9, seeds: 1}
    \(more)

    """
  guard case .architecture(let definition) = try SearchFile(text: text, path: "t.yaml").definition
  else { throw SearchError.interrupted }
  return definition
}

private func records(
  _ definition: ArchitectureSearchDefinition, _ folder: String,
  _ evaluator: RisingEvaluator = RisingEvaluator(), _ options: RunOptions = RunOptions()
) async throws -> [TrialRecord] {
  _ = try await SpaceSearch(definition, classes: 4, inputChannels: 1).run(
    output: folder, source: "", evaluator: evaluator, options: options)
  return try Study.read(folder: folder).records.map { record in
    var record = record
    record.seconds = nil
    return record
  }.sorted { ($0.trial, $0.epochs ?? 0) < ($1.trial, $1.epochs ?? 0) }
}

@Suite struct PrunedSearchTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// One training ends where its curve falls below the median of those that it may see, by the rule
  /// worked out anew from the journal.
  @Test func whatLagsBehindTheMedianIsEnded() async throws {
    let definition = try definition("pruning: {after: 2, trainings: 4}\nlag: 2")
    let found = try await records(definition, folder.path)
    let trained = found.filter { $0.epochs != nil }
    #expect(
      trained.contains { $0.status == .pruned } && trained.contains { $0.status == .finished })
    for record in trained {
      let earlier = trained.filter { $0.trial < record.trial - 2 }.compactMap(\.curve)
      let points = try #require(record.curve)
      let end = points.indices.first { index in
        let epoch = points[index].epoch
        guard epoch >= 2, epoch < 9, earlier.count >= 4 else { return false }
        let means = earlier.map { curve in
          let reported = curve.filter { $0.epoch <= epoch }
          return reported.reduce(0) { $0 + $1.score } / Double(reported.count)
        }.sorted()
        let median = (means[means.count / 2] + means[(means.count - 1) / 2]) / 2
        return points.prefix(index + 1).map(\.score).max() ?? 0 < median
      }
      #expect((record.status == .pruned) == (end != nil))
      #expect(end == nil || end == points.count - 1)
      #expect(record.score == points.last?.score)
    }
    let report = try StudyReport(definition, records: found)
    #expect(report.best?.status == .finished)
    #expect(report.front.allSatisfy { $0.status == .finished })
  }

  @Test(arguments: ["", "halving: {factor: 3, rungs: 2}", "evaluator: {command: 'true'}"])
  func workersInterruptionsAndLateNoticeChangeNothing(_ more: String) async throws {
    let definition = try definition("pruning: {after: 1}\n\(more)")
    let whole = try await records(definition, folder.path + "/whole")
    #expect(whole.contains { $0.status == .pruned })
    let late = try await records(
      definition, folder.path + "/late", RisingEvaluator(stopsItself: false),
      RunOptions(workers: 3))
    #expect(late == whole)
    var resumed: [TrialRecord]?
    while resumed == nil {
      let cancellation = SearchCancellation()
      let options = RunOptions(workers: 2, cancellation: cancellation) { progress in
        if progress.finishedNow >= 11 { cancellation.cancel() }
      }
      do {
        resumed = try await records(
          definition, folder.path + "/stopped", RisingEvaluator(), options)
      } catch SearchError.interrupted {}
    }
    #expect(resumed == whole)
  }

  @Test(arguments: [
    ("evaluator: {zeroCost: synflow}", "the evaluator scores a candidate at once"),
    ("", "expected 1 to 8"),
  ])
  func whatCanNotBeEndedIsRefused(_ more: String, _ message: String) {
    let error = #expect(throws: (any Error).self) {
      _ = try definition("pruning: {after: \(more.isEmpty ? 9 : 1)}\n\(more)")
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains(message))
  }
}
