import Architectures
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
}
