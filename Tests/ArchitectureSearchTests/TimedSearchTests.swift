import Architectures
import CostModel
import Foundation
import SearchSpaces
import SearchTestSupport
import Searches
import Studies
import Synchronization
import TestSupport
import Testing

@testable import ArchitectureSearch

/// How many evaluations are under way, and whether one was while something was timed.
private final class Activity: Sendable {
  private let running = Atomic<Int>(0)
  private let disturbed = Atomic<Int>(0)
  private let timed = Atomic<Int>(0)

  func start() { running.add(1, ordering: .sequentiallyConsistent) }
  func end() { running.subtract(1, ordering: .sequentiallyConsistent) }

  func time() {
    timed.add(1, ordering: .sequentiallyConsistent)
    if running.load(ordering: .sequentiallyConsistent) > 0 {
      disturbed.add(1, ordering: .sequentiallyConsistent)
    }
  }

  var disturbances: Int { disturbed.load(ordering: .sequentiallyConsistent) }
  var timings: Int { timed.load(ordering: .sequentiallyConsistent) }
}

/// Times that are a function of the network: a nanosecond for each parameter, and so much more.
private struct FormulaMeter: LatencyMeter {
  var machine = "a machine of the test"
  var factor = 1.0
  let activity: Activity

  func seconds(of architecture: Architecture) throws -> Double {
    activity.time()
    return try 1e-9 * factor * Double(Figures(of: architecture).parameters)
  }
}

private struct WatchedEvaluator: Evaluator {
  let activity: Activity
  private let stub = StubEvaluator(nap: 0.002)

  init(_ activity: Activity) { self.activity = activity }

  var capacity: Int { stub.capacity }

  func evaluate(
    _ request: EvaluationRequest, control: EvaluationControl
  ) async throws -> Evaluation {
    activity.start()
    defer { activity.end() }
    return try await stub.evaluate(request, control: control)
  }
}

/// Searches that weigh and bound what networks take on the machine at hand.
@Suite struct TimedSearchTests {
  private let folder: TemporaryFolder
  private let activity = Activity()

  init() throws { folder = try TemporaryFolder() }

  private func definition(trials: Int = 20, halving: String = "") throws
    -> ArchitectureSearchDefinition
  {
    let text = """
      search: architecture
      space:
      \(crookedSpace.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
      objective: {reward: soft, cost: measuredLatency, target: 5us}
      within: {measuredLatency: {most: 12us}}
      trials: \(trials)
      proxy: {width: 0.5, resolution: 16, divisor: 2}
      training: {epochs: 4, seeds: 1}
      \(halving)
      seed: 2

      """
    guard case .architecture(let definition) = try SearchFile(text: text, path: "t.yaml").definition
    else { throw SearchError.interrupted }
    return definition
  }

  private func run(
    _ definition: ArchitectureSearchDefinition, _ name: String, machine: String? = nil,
    factor: Double = 1, options: RunOptions = RunOptions()
  ) async throws -> StudyReport {
    var meter = FormulaMeter(factor: factor, activity: activity)
    if let machine { meter.machine = machine }
    return try await SpaceSearch(definition, classes: 10, inputChannels: 3).run(
      output: folder.path + "/" + name, source: "", evaluator: WatchedEvaluator(activity),
      meter: meter, options: options
    ).report
  }

  @Test(arguments: ["", "halving: {factor: 2, rungs: 2}"])
  func candidatesAreTimedOnceAndWhileNothingRuns(_ halving: String) async throws {
    let definition = try definition(halving: halving)
    let whole = try await run(definition, "whole")
    #expect(activity.disturbances == 0)
    let timed = whole.rows.filter { $0.costs?.measuredLatency != nil && $0.of == nil }
    #expect(activity.timings == timed.count)
    #expect(whole.distinct == 20 && whole.refused > 0)
    for row in whole.rows where row.of == nil {
      let seconds = try #require(row.costs?.measuredLatency)
      #expect((row.status == .refused) == (seconds > 12e-6))
      #expect(seconds == 1e-9 * Double(try #require(row.costs?.parameters)))
      if let score = row.score, let reward = row.reward {
        #expect(abs(reward - score * pow(seconds / 5e-6, -0.07)) < 1e-12)
      }
    }
    // Workers change nothing, and nothing runs beside a timing with many of them either.
    #expect(try await run(definition, "side", options: RunOptions(workers: 4)) == whole)
    #expect(activity.disturbances == 0)
  }

  @Test func timesInTheJournalStand() async throws {
    let whole = try await run(definition(), "whole")
    // Fifteen, then five more on a machine that is now half as fast: only new candidates are slower.
    _ = try await run(definition(trials: 15), "parts")
    let before = try StudyReport(folder: folder.path + "/parts").rows
    let timings = activity.timings
    let after = try await run(definition(), "parts", factor: 2).rows
    #expect(Array(after.prefix(before.count)) == before)
    #expect(whole.rows.prefix(before.count) == after.prefix(before.count))
    let added = after.dropFirst(before.count).filter { $0.of == nil }
    #expect(activity.timings == timings + added.count && !added.isEmpty)
    for row in added {
      let parameters = Double(try #require(row.costs?.parameters))
      #expect(row.costs?.measuredLatency == 2e-9 * parameters)
    }
  }

  @Test func stoppedAgainAndAgainItComesToTheSame() async throws {
    let whole = try await run(definition(), "whole")
    var resumed: StudyReport?
    while resumed == nil {
      let cancellation = SearchCancellation()
      let options = RunOptions(workers: 3, cancellation: cancellation) { progress in
        if progress.finishedNow >= 5 { cancellation.cancel() }
      }
      do {
        resumed = try await run(definition(), "stopped", options: options)
      } catch SearchError.interrupted {}
    }
    #expect(resumed == whole)
  }

  @Test func aStudyStaysOnItsMachine() async throws {
    _ = try await run(definition(trials: 5), "study")
    let error = await #expect(throws: SearchError.self) {
      try await run(definition(trials: 10), "study", machine: "another")
    }
    #expect(error.map { "\($0)" }?.contains("objective.machine") == true)
  }

  @Test func withoutAMeterNothingStarts() async throws {
    let search = try SpaceSearch(definition(), classes: 10, inputChannels: 3)
    let error = await #expect(throws: SearchError.self) {
      try await search.run(
        output: folder.path + "/none", source: "", evaluator: StubEvaluator())
    }
    #expect(error.map { "\($0)" }?.contains("expected a `LatencyMeter`") == true)
  }
}
