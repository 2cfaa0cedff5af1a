@testable import ArchitectureSearch
import Architectures
import CostModel
import Foundation
import Networks
import Synchronization
import Testing

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
) throws -> StudyReport {
  try SpaceSearch(definition, classes: 4, inputChannels: 1).run(
    output: folder, source: "", evaluator: evaluator ?? StubEvaluator(nap: nap),
    options: options)
}

@Suite struct SpaceSearchTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: SamplerKind.allCases)
  func workersInterruptionsAndInstalmentsChangeNothing(_ kind: SamplerKind) throws {
    let path = folder.path + "/\(kind)"
    let whole = try run(definition(kind, trials: 30), path + "-whole")
    let parallel = try run(
      definition(kind, trials: 30), path + "-parallel", nap: 0.002, options: RunOptions(workers: 4))
    #expect(parallel == whole)
    // Fifteen, then fifteen more.
    _ = try run(definition(kind, trials: 15), path + "-parts")
    #expect(try run(definition(kind, trials: 30), path + "-parts") == whole)
    // Stopped again and again.
    var resumed: StudyReport?
    while resumed == nil {
      let cancellation = SearchCancellation()
      let options = RunOptions(workers: 3, cancellation: cancellation) { progress in
        if progress.finishedNow >= 9 { cancellation.cancel() }
      }
      do {
        resumed = try run(
          definition(kind, trials: 30), path + "-stopped", nap: 0.002, options: options)
      } catch SearchError.interrupted {}
    }
    #expect(resumed == whole)
    #expect(whole.distinct == 30)
    #expect(try StudyReport(folder: path + "-whole") == whole)
  }

  @Test(arguments: [false, true]) func halvingPromotesTheBest(_ isHyperband: Bool) throws {
    let halving = HalvingDefinition(factor: 3, rungs: 3, isHyperband: isHyperband)
    let definition = try definition(.random, trials: 27, halving: halving)
    let whole = try run(definition, folder.path + "/a")
    let parallel = try run(
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
          [-(record.accuracy ?? 0), Double(record.costs?.multiplyAdds ?? 0)]
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

  @Test func theReportAgreesWithItsRecords() throws {
    let definition = try definition(.evolution, trials: 40)
    let report = try run(definition, folder.path)
    let reward = try Reward(.soft, target: 1e6)
    for row in report.rows where row.status == .finished {
      let cost = Double(try #require(row.costs).multiplyAdds)
      let accuracy = try #require(row.accuracy)
      #expect(row.reward == reward(accuracy: accuracy, cost: cost) && cost <= 2e6)
      let choices = try #require(row.choices)
      let study = try Study.read(folder: folder.path)
      let architecture = try StudyDefinition(study).architecture(of: row, in: study)
      #expect(try Figures(of: architecture).multiplyAdds == Int(cost))
      #expect(architecture == (try SearchSpace(definition.space).architecture(choices)))
    }
    let rewards = report.rows.compactMap(\.reward)
    #expect(report.best?.reward == rewards.max())
    #expect(report.hypervolumes == report.hypervolumes.sorted())
    #expect(report.rows.count == report.distinct + report.repeated)
    for row in report.front {
      for other in report.rows {
        guard let a = row.accuracy, let b = other.accuracy, let c = row.costs, let d = other.costs
        else { continue }
        #expect(!(b > a && d.multiplyAdds <= c.multiplyAdds))
      }
    }
  }

  @Test func theBestIsComparedUnderFreshSeeds() throws {
    let definition = try definition(.random, trials: 12)
    let report = try run(definition, folder.path)
    let study = try Study.read(folder: folder.path)
    let best = try #require(report.best?.choices)
    let found = try SearchSpace(definition.space).architecture(best)
    let compare = { (seeds: Int) in
      try StudyComparison(
        study, with: [found.with(name: "twin")], seeds: seeds, classes: 4, inputChannels: 1,
        source: "", evaluator: SeedEvaluator(), options: RunOptions(workers: 3))
    }
    // The first of these trainings are kept for the second comparison, and do not change it.
    #expect(try compare(2).rows.map(\.accuracies.count) == [2, 2])
    let comparison = try compare(3)
    #expect(comparison.rows.map(\.name) == [found.name, "twin"] && comparison.failed == [])
    let seeds = comparison.rows[0].accuracies
    #expect(seeds == comparison.rows[1].accuracies && Set(seeds).count == 3)
    #expect(!definition.trainingSeeds.contains { seeds.contains(Double($0)) })
    #expect(comparison.rows[0].costs == report.best?.costs)
    #expect(comparison.rows[0].mean == Sample(seeds).mean)
    // Twelve trials are random draws, not all of them different at proxy scale.
    let all = try StudyComparison(
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

  @Test func theBestAreTrainedAgain() throws {
    var definition = try definition(.random, trials: 30)
    let plain = try run(definition, folder.path + "/later", evaluator: LuckEvaluator())
    definition.confirmation = ConfirmationDefinition(best: 4, seeds: 3, epochs: 11)
    let report = try run(definition, folder.path + "/whole", evaluator: LuckEvaluator())
    // What the search itself found has not changed.
    #expect(report.rows.map(\.accuracy) == plain.rows.map(\.accuracy))
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
      #expect(row.confirmation?.accuracy == Sample(accuracies.sorted()).mean)
      let cost = Double(try #require(row.costs).multiplyAdds)
      return reward(accuracy: Sample(accuracies.sorted()).mean, cost: cost)
    }
    let order = expected.indices.sorted { rewards[$0] > rewards[$1] }.map { expected[$0] }
    #expect(report.ranked.prefix(4).map(\.trial) == order && report.best?.trial == order[0])
    #expect(report.ranked.dropFirst(4).allSatisfy { $0.confirmation == nil })
    // Confirmed later, in parallel, or after growing: the same.
    #expect(try run(definition, folder.path + "/later", evaluator: LuckEvaluator()) == report)
    let parallel = try run(
      definition, folder.path + "/parallel", evaluator: LuckEvaluator(),
      options: RunOptions(workers: 4))
    #expect(parallel == report)
    var half = definition
    half.trials = 15
    _ = try run(half, folder.path + "/grown", evaluator: LuckEvaluator())
    #expect(try run(definition, folder.path + "/grown", evaluator: LuckEvaluator()) == report)
    // A comparison takes seeds that neither has seen.
    let comparison = try StudyComparison(
      Study.read(folder: folder.path + "/whole"), with: [], seeds: 5, classes: 4,
      inputChannels: 1, source: "", evaluator: SeedEvaluator())
    #expect(comparison.rows[0].accuracies == unused.map { Double($0) })
  }

  @Test func equalNetworksAreOneCandidate() throws {
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
    let report = try run(definition, folder.path)
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

  @Test func exhaustedSpacesEnd() throws {
    var small = try definition(.random, trials: 100)
    small.space.stages = [small.space.stages[2]]
    small.space.shared = small.space.shared.filter { $0.name == "ratio" }
    small.space.conditions = []
    small.band = Bounds()
    let count = try SpaceGraph(SearchSpace(small.space)).count
    let report = try run(small, folder.path)
    #expect(report.distinct == Int(count) && report.repeated > 0)
    #expect(Set(report.rows.filter { $0.of == nil }.compactMap(\.choices)).count == Int(count))
  }

  @Test func budgetsBeyondTheBandAreRefused() throws {
    var limited = try definition(.random, trials: 20)
    limited.budgets.memory.most = 60_000
    let report = try run(limited, folder.path)
    #expect(report.refused > 0 && report.distinct == 20)
    for row in report.rows {
      let memory = try #require(row.costs?.memory)
      #expect((row.status == .refused) == (memory > 60_000) || row.status == .repeated)
    }
  }
}

/// The seed as the score.
private struct SeedEvaluator: Evaluator {
  func evaluate(_ request: EvaluationRequest, control: EvaluationControl) -> Evaluation {
    Evaluation(accuracy: Double(request.seed))
  }
}

/// An accuracy that trial and seed decide, and nothing else.
private struct LuckEvaluator: Evaluator {
  static func accuracy(trial: Int, seed: UInt64) -> Double {
    var generator = CounterGenerator(seed: seed, purpose: "luck", index: trial)
    return generator.uniform()
  }

  func evaluate(_ request: EvaluationRequest, control: EvaluationControl) -> Evaluation {
    Evaluation(accuracy: Self.accuracy(trial: request.trial, seed: request.seed))
  }
}

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
