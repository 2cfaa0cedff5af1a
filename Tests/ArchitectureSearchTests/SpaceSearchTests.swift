import Architectures
import CostModel
import Foundation
import Networks
import Randomness
import Searches
import SearchSpaces
import SearchTestSupport
import Statistics
import Studies
import Synchronization
import Testing
import TestSupport

@testable import ArchitectureSearch

private func definition(
  _ kind: SamplerKind, trials: Int, halving: HalvingDefinition? = nil
) throws -> ArchitectureSearchDefinition {
  let text = """
    search: architecture
    space:
    \(crookedSpace.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
    objective: {reward: soft, cost: multiplyAdds, target: 1M}
    within: {multiplyAdds: {most: 2M}}
    trials: \(trials)
    proxy: {width: 0.5, resolution: 16, divisor: 2}
    training: {epochs: 9, seeds: 1}
    seed: 2

    """
  guard case .architecture(var definition) = try SearchFile(text: text, path: "t.yaml").definition
  else { throw SearchError.interrupted }
  definition.sampler = SamplerDefinition(kind, population: 8, tournament: 3, startup: 8)
  definition.halving = halving
  return definition
}

private func run(
  _ definition: ArchitectureSearchDefinition, _ folder: String, nap: Double = 0,
  evaluator: (any Evaluator)? = nil, options: RunOptions = RunOptions()
) async throws -> StudyReport {
  try await SpaceSearch(definition, classes: 4, inputChannels: 1).run(
    output: folder, source: "", evaluator: evaluator ?? StubEvaluator(nap: nap),
    options: options
  ).report
}

@Suite struct SpaceSearchTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: SamplerKind.allCases)
  func workersInterruptionsAndInstalmentsChangeNothing(_ kind: SamplerKind) async throws {
    let path = folder.path + "/\(kind)"
    let whole = try await run(definition(kind, trials: 30), path + "-whole")
    let parallel = try await run(
      definition(kind, trials: 30), path + "-parallel", nap: 0.002, options: RunOptions(workers: 4))
    #expect(parallel == whole)
    // Fifteen, then fifteen more.
    _ = try await run(definition(kind, trials: 15), path + "-parts")
    #expect(try await run(definition(kind, trials: 30), path + "-parts") == whole)
    // Stopped again and again.
    var resumed: StudyReport?
    while resumed == nil {
      let cancellation = SearchCancellation()
      let options = RunOptions(workers: 3, cancellation: cancellation) { progress in
        if progress.finishedNow >= 9 { cancellation.cancel() }
      }
      do {
        resumed = try await run(
          definition(kind, trials: 30), path + "-stopped", nap: 0.002, options: options)
      } catch SearchError.interrupted {}
    }
    #expect(resumed == whole)
    #expect(whole.distinct == 30)
    #expect(try StudyReport(folder: path + "-whole") == whole)
  }

  @Test(arguments: [false, true]) func halvingPromotesTheBest(_ isHyperband: Bool) async throws {
    let halving = HalvingDefinition(factor: 3, rungs: 3, isHyperband: isHyperband)
    let definition = try definition(.random, trials: 27, halving: halving)
    let whole = try await run(definition, folder.path + "/a")
    let parallel = try await run(
      definition, folder.path + "/b", nap: 0.002, options: RunOptions(workers: 4))
    #expect(parallel == whole)
    let records = try Study.read(folder: folder.path + "/a").records
    var lengths: [Int: Int] = [:]
    for record in records { lengths[record.epochs ?? 0, default: 0] += 1 }
    #expect(Set(lengths.keys).subtracting([0]) == [1, 3, 9])
    if !isHyperband {
      // Three brackets of nine: nine of one epoch, three of three, one of nine.
      #expect(lengths[1] == 27 && lengths[3] == 9 && lengths[9] == 3)
      for bracket in 0..<3 {
        let members = records.filter { $0.epochs == 1 }[(bracket * 9)..<(bracket * 9 + 9)]
        let promoted = records.filter { $0.epochs == 3 && members.map(\.trial).contains($0.trial) }
        #expect(promoted.count == 3)
        // Nobody who was left behind beats one who went on in both accuracy and cost.
        let point = { (record: TrialRecord) in
          [-(record.score ?? 0), Double(record.costs?.multiplyAdds ?? 0)]
        }
        let chosen = Set(promoted.map(\.trial))
        for left in members where !chosen.contains(left.trial) {
          for gone in members where chosen.contains(gone.trial) {
            #expect(!ParetoFront.dominates(point(left), point(gone)))
          }
        }
      }
    }
  }

  @Test func theReportAgreesWithItsRecords() async throws {
    let definition = try definition(.evolution, trials: 40)
    let report = try await run(definition, folder.path)
    let reward = try Reward(.soft, target: 1e6)
    for row in report.rows where row.status == .finished {
      let cost = Double(try #require(row.costs).multiplyAdds)
      let accuracy = try #require(row.score)
      #expect(row.reward == reward(score: accuracy, cost: cost) && cost <= 2e6)
      let choices = try #require(row.choices)
      let study = try Study.read(folder: folder.path)
      let architecture = try StudyDefinition(study).kind.architecture(
        of: row, in: study, phi: nil)
      #expect(try Figures(of: architecture).multiplyAdds == Int(cost))
      // At the channels of the data, which `run` says are one.
      #expect(
        architecture
          == (try SearchSpace(definition.space).architecture(choices).with(inputChannels: 1)))
    }
    let rewards = report.rows.compactMap(\.reward)
    #expect(report.best?.reward == rewards.max())
    #expect(report.hypervolumes == report.hypervolumes.sorted())
    #expect(report.rows.count == report.distinct + report.repeated)
    for row in report.front {
      for other in report.rows {
        guard let a = row.score, let b = other.score, let c = row.costs, let d = other.costs
        else { continue }
        #expect(!(b > a && d.multiplyAdds <= c.multiplyAdds))
      }
    }
  }

  @Test func theBestIsComparedUnderFreshSeeds() async throws {
    let definition = try definition(.random, trials: 12)
    let report = try await run(definition, folder.path)
    let study = try Study.read(folder: folder.path)
    let best = try #require(report.best?.choices)
    let found = try SearchSpace(definition.space).architecture(best)
    let compare = { (seeds: Int) in
      try await StudyComparison(
        study, with: [found.with(name: "twin")], seeds: seeds, classes: 4, inputChannels: 1,
        source: "", evaluator: SeedEvaluator(), options: RunOptions(workers: 3))
    }
    // The first of these trainings are kept for the second comparison, and do not change it.
    #expect(try await compare(2).rows.map(\.scores.count) == [2, 2])
    let comparison = try await compare(3)
    #expect(comparison.rows.map(\.name) == [found.name, "twin"] && comparison.failed == [])
    let seeds = comparison.rows[0].scores
    #expect(seeds == comparison.rows[1].scores && Set(seeds).count == 3)
    #expect(!definition.trainingSeeds.contains { seeds.contains(Double($0)) })
    #expect(comparison.rows[0].costs == report.best?.costs)
    #expect(comparison.rows[0].mean == Sample(seeds).mean)
    // Twelve trials are random draws, not all of them different at proxy scale.
    let all = try await StudyComparison(
      study, best: 100, with: [], seeds: 1, classes: 4, inputChannels: 1, source: "",
      evaluator: SeedEvaluator())
    let proxies = try report.candidates.map { row in
      try definition.proxy.apply(
        to: SearchSpace(definition.space).architecture(#require(row.choices)), classes: 4,
        inputChannels: 1
      ).with(name: "network").lowered()
    }
    #expect(all.rows.count == Set(proxies).count && all.rows[0].name == found.name)
  }

  @Test func aComparisonIsRewardedForPredictedTimes() async throws {
    var definition = try definition(.random, trials: 4)
    let device = try Device.named("nvidia-t4")
    definition.objective.cost = .latency
    definition.objective.device = device
    definition.objective.reward.target = 1e-3
    _ = try await run(definition, folder.path)
    let known = try smallArchitecture().with(name: "known")
    let comparison = try await StudyComparison(
      Study.read(folder: folder.path), with: [known], seeds: 1, classes: 4, inputChannels: 1,
      source: "", evaluator: SeedEvaluator())
    let row = try #require(comparison.rows.last)
    let seconds = try Latency(of: known.lowered(), on: device).seconds
    #expect(row.reward == row.mean * pow(seconds / 1e-3, -0.07))
  }

  @Test func aComparisonIsReadBackFromItsFolder() async throws {
    _ = try await run(definition(.random, trials: 8), folder.path)
    let search = try Study.read(folder: folder.path)
    let known = try smallArchitecture().with(name: "known")
    let comparison = try ComparisonStudy(
      search, best: 2, with: [known], seeds: 2, classes: 4, inputChannels: 1)
    let path = try comparison.folder(in: search)
    let scores = try await comparison.run(output: path, source: "", evaluator: SeedEvaluator())
    let study = try Study.read(folder: path)
    #expect(try study.definition(as: ComparisonStudy.self) == comparison)
    let found = try StudyComparison(comparison, scores, in: study)
    #expect(try StudyComparison(comparison, comparison.scores(of: study), in: study) == found)
    // Its trials are the same networks at target scale, with the search's reward.
    let report = try comparison.report(of: study)
    #expect(report.costScale == .target && report.rows.map(\.costs) == found.rows.map(\.costs))
    #expect(report.rows.map(\.reward) == found.rows.map(\.reward))
    let last = try comparison.architecture(of: report.rows[2], in: study, phi: nil)
    #expect(last == known)
    #expect(try StudyFolder.list(in: folder.path) == [folder.path, path])
    #expect(throws: SearchError.self) { try study.definition(as: ProxyCheckStudy.self) }
  }

  @Test func theBestAreTrainedAgain() async throws {
    var definition = try definition(.random, trials: 30)
    let plain = try await run(definition, folder.path + "/later", evaluator: LuckEvaluator())
    definition.confirmation = ConfirmationDefinition(best: 4, seeds: 3, epochs: 11)
    let report = try await run(definition, folder.path + "/whole", evaluator: LuckEvaluator())
    // What the search itself found has not changed.
    #expect(report.rows.map(\.score) == plain.rows.map(\.score))
    #expect(report.front.map(\.trial) == plain.front.map(\.trial))
    // The four best networks, by brute force, under seeds of their own.
    let seeds = definition.confirmationSeeds
    let unused = CounterGenerator.trainingSeeds(count: 9, seed: definition.seed).suffix(5)
    #expect(Set(seeds + definition.trainingSeeds + unused).count == 9)
    var (networks, expected): (Set<Network>, [Int]) = ([], [])
    for row in plain.ranked where networks.count < 4 {
      let architecture = try SearchSpace(definition.space).architecture(#require(row.choices))
      let proxy = try definition.proxy.apply(to: architecture, classes: 4, inputChannels: 1)
      if networks.insert(try proxy.with(name: "").lowered()).inserted { expected.append(row.trial) }
    }
    let records = try Study.read(folder: folder.path + "/whole").records
    let again = records.filter { $0.epochs == 11 }
    #expect(again.map(\.trial) == expected.flatMap { [$0, $0, $0] })
    #expect(again.map(\.seed) == expected.flatMap { _ in seeds })
    let reward = try Reward(.soft, target: 1e6)
    let rewards = try expected.map { trial in
      let accuracies = seeds.map { LuckEvaluator.accuracy(trial: trial, seed: $0) }
      let row = try #require(report.rows.first { $0.trial == trial })
      #expect(row.confirmation?.score == Sample(accuracies.sorted()).mean)
      let cost = Double(try #require(row.costs).multiplyAdds)
      return reward(score: Sample(accuracies.sorted()).mean, cost: cost)
    }
    let order = expected.indices.sorted { rewards[$0] > rewards[$1] }.map { expected[$0] }
    #expect(report.ranked.prefix(4).map(\.trial) == order && report.best?.trial == order[0])
    #expect(report.ranked.dropFirst(4).allSatisfy { $0.confirmation == nil })
    // Confirmed later, in parallel, or after growing: the same.
    #expect(try await run(definition, folder.path + "/later", evaluator: LuckEvaluator()) == report)
    let parallel = try await run(
      definition, folder.path + "/parallel", evaluator: LuckEvaluator(),
      options: RunOptions(workers: 4))
    #expect(parallel == report)
    var half = definition
    half.trials = 15
    _ = try await run(half, folder.path + "/grown", evaluator: LuckEvaluator())
    #expect(try await run(definition, folder.path + "/grown", evaluator: LuckEvaluator()) == report)
    // A comparison takes seeds that neither has seen.
    let comparison = try await StudyComparison(
      Study.read(folder: folder.path + "/whole"), with: [], seeds: 5, classes: 4,
      inputChannels: 1, source: "", evaluator: SeedEvaluator())
    #expect(comparison.rows[0].scores == unused.map { Double($0) })
  }

  @Test func equalNetworksAreOneCandidate() async throws {
    var definition = try definition(.random, trials: 1000)
    // The first block changes the channels or the pixels, so its shortcut is of no kind; that of the
    // last decides only where channels stay.
    let text = """
      search: architecture
      space:
        name: twins
        resolution: 16
        classes: 4
        stem: {channels: 8}
        defaults: {block: mbConv, expansionRatio: 2, shortcut: [none, identity, pool]}
        stages:
          - {channels: 16, stride: 2}
          - {channels: [16, 24], stride: 1, repeats: [1, 2]}
      objective: {target: 1M}
      trials: 1000
      proxy: {resolution: 16}
      training: {epochs: 1}

      """
    guard case .architecture(let twins) = try SearchFile(text: text, path: "t.yaml").definition
    else { throw SearchError.interrupted }
    definition.space = twins.space
    definition.band = Bounds()
    let space = try SearchSpace(definition.space)
    let report = try await run(definition, folder.path)
    let network = { (row: StudyReport.Row) in
      try space.architecture(#require(row.choices)).with(name: "").lowered()
    }
    let encodings = Dictionary(grouping: report.rows) { $0.choices ?? [] }
    #expect(encodings.count == 3 * 2 * 2 * 3)
    // 16 channels: three kinds of shortcut for each depth; 24: none in the first block, and for two
    // blocks those of the second.
    #expect(report.distinct == 3 + 3 + 1 + 3)
    #expect(Set(try report.rows.map(network)).count == report.distinct)
    for row in report.rows {
      guard let original = row.of else { continue }
      #expect(report.rows[original].of == nil)
      #expect(try network(row) == network(report.rows[original]))
    }
  }

  @Test func exhaustedSpacesEnd() async throws {
    var small = try definition(.random, trials: 100)
    small.space.stages = [small.space.stages[2]]
    small.space.shared = small.space.shared.filter { $0.name == "ratio" }
    small.space.conditions = []
    small.band = Bounds()
    let count = try #require(Int("\(SpaceGraph(SearchSpace(small.space)).count)"))
    let report = try await run(small, folder.path)
    #expect(report.distinct == count && report.repeated > 0)
    #expect(Set(report.rows.filter { $0.of == nil }.compactMap(\.choices)).count == count)
  }

  @Test func budgetsBeyondTheBandAreRefused() async throws {
    var limited = try definition(.random, trials: 20)
    limited.budgets.memory.most = 60_000
    let report = try await run(limited, folder.path)
    #expect(report.refused > 0 && report.distinct == 20)
    for row in report.rows {
      let memory = try #require(row.costs?.memory)
      #expect((row.status == .refused) == (memory > 60_000) || row.status == .repeated)
    }
  }
}

/// The seed as the score.
private struct SeedEvaluator: Evaluator {
  var capacity: Int { .max }

  func evaluate(_ request: EvaluationRequest, control: EvaluationControl) async throws -> Evaluation
  {
    Evaluation(try Score(ScoreKind(key: "seed"), Double(request.seed)))
  }
}

/// An accuracy that trial and seed decide, and nothing else.
private struct LuckEvaluator: Evaluator {
  var capacity: Int { .max }

  static func accuracy(trial: Int, seed: UInt64) -> Double {
    var generator = CounterGenerator(seed: seed, purpose: "luck", index: trial)
    return generator.uniform()
  }

  func evaluate(_ request: EvaluationRequest, control: EvaluationControl) async throws -> Evaluation
  {
    Evaluation(try Score(.top1, Self.accuracy(trial: request.trial, seed: request.seed)))
  }
}
