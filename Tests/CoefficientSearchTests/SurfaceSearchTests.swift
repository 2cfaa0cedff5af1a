import Architectures
import CostModel
import Foundation
import Networks
import SearchTestSupport
import Studies
import TestSupport
import Testing

@testable import CoefficientSearch

@Suite struct SurfaceSearchTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func definition(budget: Double = 30) -> SurfaceDefinition {
    SurfaceDefinition(
      model: "baseline", range: 0.2...4, budget: budget,
      proxy: ProxyScale(
        width: 1, resolution: 48, divisor: 4, resolutionDivisor: 4, repeatRounding: .nearest),
      training: TrainingDefinition(epochs: 2), family: [0, 1, 2], seed: 5)
  }

  private func search(_ definition: SurfaceDefinition) throws -> SurfaceSearch {
    try SurfaceSearch(definition, base: scalableBaseline(), classes: 10, inputChannels: 3)
  }

  /// Resolution pays most, width some, depth nothing; each seed a little of its own.
  private static let evaluator = FormulaEvaluator { costs, request in
    let depth = log2(request.values["depth"] ?? .nan)
    let width = 2 * log2(request.values["width"] ?? .nan)
    let resolution = 2 * log2(request.values["resolution"] ?? .nan)
    let noise = Double(request.seed % 1000) / 1000 - 0.5
    return 1 / (1 + exp(-(0.4 + 0.01 * depth + 0.1 * width + 0.3 * resolution + 0.2 * noise)))
  }

  @Test func findsWhatPays() async throws {
    let report = try await search(definition()).run(
      output: folder.path, source: "", evaluator: Self.evaluator)
    #expect(report.answer.best.shares[2] > 0.8)
    #expect(report.answer.statements[0].verdict == .worse)
    #expect(report.left == 0 && report.failed == 0)
    #expect(report.spent <= 30 * 1.1)
    #expect(report.checks.contains { $0.roles.contains("the best") })
    let member = try #require(report.family.first { $0.phi == 1 })
    #expect(abs(member.multiplyAddsRatio - 2) < 0.3)
    // The same from the study alone.
    let study = try Study.read(folder: folder.path)
    let kept: SurfaceDefinition = try study.definition()
    let again = try SurfaceReport(kept, study: study)
    #expect(again.answer.best == report.answer.best && again.checks == report.checks)
    #expect(try kept.bestArchitecture(in: study, phi: nil) == member.architecture)
  }

  @Test func workersAndInterruptionsChangeNothing() async throws {
    let whole = try await search(definition()).run(
      output: folder.path + "/a", source: "", evaluator: Self.evaluator,
      options: RunOptions(workers: 4))
    let limit = 20
    let cancellation = SearchCancellation()
    await #expect(throws: SearchError.self) {
      try await search(definition()).run(
        output: folder.path + "/b", source: "", evaluator: Self.evaluator,
        options: RunOptions(
          cancellation: cancellation,
          progress: { if $0.finishedTrainings >= limit { cancellation.cancel() } }))
    }
    let halfway = try Study.read(folder: folder.path + "/b").records.count
    #expect(halfway >= limit && halfway < whole.trainings)
    let resumed = try await search(definition()).run(
      output: folder.path + "/b", source: "", evaluator: Self.evaluator)
    #expect(resumed.answer.best == whole.answer.best)
    #expect(resumed.answer.statements == whole.answer.statements)
    #expect(resumed.checks == whole.checks)
  }

  /// More budget adds trainings; those that were made stay, and count.
  @Test func aBudgetCanGrow() async throws {
    let first = try await search(definition()).run(
      output: folder.path, source: "", evaluator: Self.evaluator)
    var larger = definition()
    larger.more = [15]
    let second = try await search(larger).run(
      output: folder.path, source: "", evaluator: Self.evaluator)
    #expect(second.answer.observations.starts(with: first.answer.observations))
    #expect(second.answer.observations.count > first.answer.observations.count)
  }

  /// Resolution pays most by the same formula, under seeds that the search has not used: the choice is
  /// ahead of every other way, and the search's bound holds.
  @Test func aChoiceIsVerified() async throws {
    let report = try await search(definition()).run(
      output: folder.path, source: "", evaluator: Self.evaluator)
    let study = try Study.read(folder: folder.path)
    let verification = try GrowthVerificationStudy(study, seeds: 4, epochs: 6)
    let used = Set(study.records.compactMap(\.seed))
    #expect(used.isDisjoint(with: verification.trainings.seeds))
    // A network says how it is scaled by its size alone here.
    let baseline = try Figures(of: study.proxyBaseline())
    let scores = try await verification.run(
      output: folder.path + "/compared", source: "",
      evaluator: FormulaEvaluator { costs, request in
        let seed = Double(request.seed % 1000) / 1e6
        let pixels = Double(request.architecture.resolution.height) / 48
        let growth = log2(Double(costs.multiplyAdds) / Double(baseline.multiplyAdds))
        return 0.5 + 0.02 * growth + 0.1 * log2(pixels) + seed
      })
    let found = try GrowthVerification(verification, scores)
    #expect(found.seeds == 4 && found.epochs == 6 && found.failed.isEmpty && found.isHeld)
    #expect(found.rows[0].ways.isEmpty && found.rows[0].ratio == 1)
    #expect(found.rows[1].ways.first == "the best" && found.rows[1].behind == nil)
    let names = found.rows.flatMap(\.ways)
    let open = report.answer.statements.filter { $0.verdict == .notDecided }.map(\.way.name)
    #expect(Set(names).isSuperset(of: ["the best", "the paper's point"] + open))
    let interval = try #require(
      found.rows.first { $0.ways.contains("the paper's point") }?.interval)
    #expect(interval.lowerBound > 0)
    // The same from the folder alone.
    let kept = try Study.read(folder: folder.path + "/compared")
    let again: GrowthVerificationStudy = try kept.definition()
    #expect(again == verification)
    #expect(try GrowthVerification(again, again.scores(of: kept)) == found)
  }

  /// Depth pays as width does, but a network of twice the depth wants half the rate: at one rate for
  /// all it seems to lose, and with rates in the design it does not.
  @Test func aRateTunedForTheBaselineDeceives() async throws {
    var definition = definition(budget: 40)
    definition.learningRates = [0.5, 1, 2]
    let search = try search(definition)
    let coordinates = Dictionary(
      uniqueKeysWithValues: search.design.lattice.points.map { ($0.label, $0.coordinates) })
    let evaluator = FormulaEvaluator { _, request in
      let point = coordinates[request.candidate] ?? [.nan, .nan, .nan]
      let beside = log2(request.learningRateFactor) + point[0]
      let noise = Double(request.seed % 1000) / 1000 - 0.5
      let logit =
        0.4 + 0.15 * (point[0] + point[1]) + 0.1 * point[2] - 0.15 * beside * beside + 0.1 * noise
      return 1 / (1 + exp(-logit))
    }
    let fixed = try await self.search(self.definition(budget: 40)).run(
      output: folder.path + "/fixed", source: "", evaluator: evaluator)
    #expect(fixed.answer.statements[0].verdict == .worse)
    let report = try await search.run(
      output: folder.path + "/rates", source: "", evaluator: evaluator)
    #expect(report.answer.statements[0].most < 0.02)
    #expect(report.answer.best.shares[2] < 0.3)
    // The best rate at the baseline is the recipe's, at a doubled depth half of it.
    #expect(abs(log2(report.answer.baselineRate)) < 0.2)
    let deep = GrowthAnswer.Way(name: "depth", shares: [1, 0, 0])
    #expect(abs(log2(report.answer.rate(of: deep)) + 1) < 0.3)
    // Checks and verifications train with the rate that they are predicted for.
    #expect(!report.checks.contains { !$0.isHeld })
    let verification = try GrowthVerificationStudy(
      Study.read(folder: folder.path + "/rates"), seeds: 2)
    let factors = verification.trainings.members.map(\.learningRateFactor)
    #expect(factors[0] == 1 && factors.allSatisfy { [0.5, 1, 2].contains($0) })
    #expect(factors.contains(0.5))
  }

  /// By accuracies turned round, the choice is the worst: that is seen.
  @Test func aChoiceThatDoesNotStandIsSeen() async throws {
    _ = try await search(definition()).run(
      output: folder.path, source: "", evaluator: Self.evaluator)
    let verification = try GrowthVerificationStudy(
      Study.read(folder: folder.path), seeds: 3)
    let scores = try await verification.run(
      output: folder.path + "/compared", source: "",
      evaluator: FormulaEvaluator { _, request in
        0.9 - Double(request.architecture.resolution.height) / 200
          + Double(request.seed % 1000) / 1e6
      })
    #expect(try !GrowthVerification(verification, scores).isHeld)
  }

  @Test func failedTrainingsAreLeftOut() async throws {
    let report = try await search(definition()).run(
      output: folder.path, source: "",
      evaluator: FormulaEvaluator { costs, request in
        request.trial == 3 ? .nan : Double(request.seed % 997) / 2000 + 0.2
      })
    #expect(report.failed > 0)
    #expect(report.answer.observations.allSatisfy { $0.trial != 3 })
  }

  @Test func aScaleAtWhichADimensionStandsStillIsRefused() throws {
    var coarse = definition()
    coarse.proxy.resolutionDivisor = 48
    let error = #expect(throws: SearchError.self) { try search(coarse) }
    #expect(error?.description.contains("resolution has") == true)
  }

  /// A short form of `benchmarks coefficients`.
  @Test func simulatedAnswersAreRight() throws {
    let simulation = try SurfaceSimulation(definition(budget: 40), base: scalableBaseline())
    let runs = 40
    let interior = try simulation.run(.interior, runs: runs, draws: 1000)
    #expect(interior.covered >= 34 && interior.boundBroken <= 4)
    let flat = try simulation.run(.flat, runs: runs, draws: 1000)
    #expect(flat.wronglyWorse <= 6 && flat.meanRegret < 1e-9)
  }

  /// The same with learning rates in the design.
  @Test func simulatedAnswersWithRatesAreRight() throws {
    var definition = definition(budget: 40)
    definition.learningRates = [0.5, 1, 2]
    let simulation = try SurfaceSimulation(definition, base: scalableBaseline())
    let interior = try simulation.run(.interior, runs: 20, draws: 1000)
    #expect(interior.covered >= 16 && interior.boundBroken <= 3)
  }

  /// Searches whose networks are all one decide as seldom as they should: by independent scores of one
  /// distribution, three of 60 are expected, and nine are as unlikely as one in a thousand.
  @Test func whereAllNetworksAreOneNothingIsDecided() throws {
    let simulation = try SurfaceSimulation(definition(budget: 40), base: scalableBaseline())
    let scores = (0..<200).map { 0.7 + 0.02 * sin(Double($0 * $0)) }
    let null = try simulation.run(null: scores, runs: 60, draws: 1000)
    #expect(null.runs == 60 && null.anyWorse <= 9 && null.dimensionWorse <= null.anyWorse)
    #expect(throws: SearchError.self) {
      try simulation.run(null: Array(scores.prefix(5)), runs: 1)
    }
  }
}
