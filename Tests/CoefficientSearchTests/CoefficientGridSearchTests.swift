import Architectures
import CoefficientSearch
import CostModel
import Foundation
import Networks
import SearchTestSupport
import Studies
import Testing
import TrainingRecipes
import TestSupport

/// A three-stage MBConv network, quick to lower.
private func baseline() throws -> Architecture {
  let block = Block.mbConv(MBConv(expansion: .ratio(4)))
  return try Architecture(
    name: "baseline", resolution: 96, activation: .silu, stem: Stem(channels: 16),
    stages: [
      Stage(block: block, kernelSize: 3, stride: 2, channels: 24, repeats: 2),
      Stage(block: block, kernelSize: 5, stride: 2, channels: 40, repeats: 3),
      Stage(block: block, kernelSize: 3, stride: 2, channels: 80, repeats: 3),
    ],
    head: Head(channels: 320, dropoutRate: 0.2), survivalProbability: 0.8)
}

/// The nearest number with two decimals.
private func decimal(_ value: Double) -> Double { (value * 100).rounded() / 100 }

private func definition(seeds: Int = 3) throws -> CoefficientDefinition {
  var training = TrainingDefinition(epochs: 2, seeds: seeds)
  training.recipe.images = 100
  return CoefficientDefinition(
    model: "baseline",
    grid: try CoefficientGrid(
      alpha: stride(from: 1, through: 2.01, by: 0.1).map(decimal),
      beta: stride(from: 1, through: 1.41, by: 0.1).map(decimal),
      gamma: stride(from: 1, through: 1.41, by: 0.05).map(decimal)),
    proxy: ProxyScale(width: 0.5, resolution: 32, divisor: 4, repeatRounding: .nearest),
    training: training, seed: 11)
}

private func search(_ definition: CoefficientDefinition) throws -> CoefficientGridSearch {
  try CoefficientGridSearch(definition, base: baseline(), classes: 10, inputChannels: 1)
}

@Suite struct CoefficientGridSearchTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func gridPointsSatisfyTheConstraintAndNoneIsMissing() throws {
    let search = try search(definition())
    var expected: [[Double]] = []
    for a in 10...20 {
      for b in 10...14 {
        for g in stride(from: 100, through: 140, by: 5) {
          // In whole numbers: |a·b²·g² − 2·10⁷| ≤ 10⁶ with a, b in tenths, g in hundredths.
          if abs(a * b * b * g * g - 20_000_000) <= 1_000_000 {
            expected.append([Double(a) / 10, Double(b) / 10, Double(g) / 100])
          }
        }
      }
    }
    let found = search.candidates.dropFirst().map {
      [$0.scaling.alpha, $0.scaling.beta, $0.scaling.gamma]
    }
    #expect(found == expected)
    #expect(search.pointsOffConstraint + expected.count == 11 * 5 * 9)
  }

  @Test func equalNetworksAreTrainedOnce() throws {
    let search = try search(definition())
    for candidate in search.candidates {
      let equal = search.candidates.first { $0.proxy == candidate.proxy }
      switch candidate.fate {
      case .trained: #expect(equal?.trial == candidate.trial)
      case .sameAs(let trial): #expect(equal?.trial == trial && trial < candidate.trial)
      case .refused: Issue.record("nothing is over a budget")
      }
    }
    #expect(search.candidates.contains { if case .sameAs = $0.fate { true } else { false } })
  }

  @Test func budgetsRefuseBeforeTraining() async throws {
    var limited = try definition()
    let free = try search(limited)
    let costs = free.candidates.dropFirst().compactMap(\.costs?.multiplyAdds).sorted()
    limited.budgets.multiplyAdds.most = costs[costs.count / 2]
    let report = try await search(limited).run(
      output: folder.path, source: "", evaluator: StubEvaluator())
    let refused = try Study.read(folder: folder.path).records.filter { $0.status == .refused }
    #expect(refused.count == costs.count { $0 > costs[costs.count / 2] })
    #expect(refused.allSatisfy { $0.cause?.contains("over the budget of") == true })
    #expect(report.best.candidate.costs?.multiplyAdds ?? .max <= costs[costs.count / 2])
  }

  @Test func theProxyIsTheScaleThatWasAsked() throws {
    var small = try definition()
    small.proxy.strides = [1, 2, 1]
    small.proxy.stemStride = 1
    let proxy = try #require(try search(small).candidates[0].proxy)
    #expect(proxy.resolution == 32 && proxy.inputChannels == 1 && proxy.head.classes == 10)
    #expect(proxy.stages.map(\.stride) == [1, 2, 1] && proxy.stem.layers[0].stride == 1)
    #expect(proxy.stages.map(\.channels) == [12, 20, 40])
    #expect(proxy.head.dropoutRate == 0 && proxy.survivalProbability == 1)
    small.proxy.strides = [1, 2]
    let error = #expect(throws: SearchError.self) { try search(small) }
    let expected = "proxy.strides: found 2 strides, expected one for each of the 3"
    #expect(error?.description.contains(expected) == true)
  }

  @Test func workersAndInterruptionsChangeNothing() async throws {
    let search = try search(definition())
    let plain = try await search.run(
      output: folder.path + "/a", source: "", evaluator: StubEvaluator())
    let parallel = try await search.run(
      output: folder.path + "/b", source: "", evaluator: StubEvaluator(nap: 0.003),
      options: RunOptions(workers: 5))
    #expect(plain == parallel)
    var interruptions = 0
    var resumed: CoefficientReport?
    while resumed == nil {
      let cancellation = SearchCancellation()
      let options = RunOptions(workers: 2, cancellation: cancellation) { progress in
        if progress.finishedNow == 7 { cancellation.cancel() }
      }
      do {
        resumed = try await search.run(
          output: folder.path + "/c", source: "", evaluator: StubEvaluator(nap: 0.003),
          options: options)
      } catch SearchError.interrupted {
        interruptions += 1
      }
    }
    #expect(interruptions > 1)
    #expect(resumed == plain)
    let records = try Study.read(folder: folder.path + "/c").records.filter { $0.seed != nil }
    #expect(records.count == search.trainingCount)
  }

  @Test func aStudyMayAskForAnotherFamily() async throws {
    let first = try await search(definition()).run(
      output: folder.path, source: "", evaluator: StubEvaluator())
    var other = try definition()
    other.family = [0, 0.5]
    let second = try await search(other).run(
      output: folder.path, source: "", evaluator: StubEvaluator(failures: [0: "trained again"]))
    #expect(second.rows == first.rows && second.family.map(\.phi) == [0, 0.5])
    #expect(try Study.read(folder: folder.path).definition(as: CoefficientDefinition.self) == other)
  }

  @Test func theReportIsTheTableOfTheTrainings() async throws {
    let search = try search(definition())
    let report = try await search.run(output: folder.path, source: "", evaluator: StubEvaluator())
    let records = try Study.read(folder: folder.path).records
    for row in report.rows {
      var trial = row.candidate.trial
      if case .sameAs(let earlier) = row.candidate.fate { trial = earlier }
      let values = search.seeds.compactMap { seed in
        records.first { $0.trial == trial && $0.seed == seed }?.score
      }
      #expect(row.accuracies == values && values.count == 3)
      #expect(row.mean == values.reduce(0, +) / 3)
    }
    #expect(report.rows.compactMap(\.mean) == report.rows.compactMap(\.mean).sorted(by: >))
    #expect(report.best == report.rows[0] && report.best.isNotWorse)
    #expect(report.alphaSpan.contains(report.best.candidate.scaling.alpha))
    #expect(report.family.map(\.phi) == [0, 1, 2, 3, 4, 5, 6, 7])
    #expect(report.family[0].multiplyAddsRatio == 1)
    #expect(report.family[1].costs == report.best.candidate.costs)
    #expect(try search.report(of: folder.path) == report)
  }

  @Test func threeFailuresOfOneCauseStopTheSearch() async throws {
    let search = try search(definition())
    let trained = search.candidates.filter { $0.fate == .trained }.map(\.trial)
    let stub = StubEvaluator(failures: [
      trained[1]: "diverged", trained[2]: "diverged", trained[3]: "other",
      trained[5]: "diverged", trained[6]: "diverged", trained[7]: "diverged",
    ])
    let error = await #expect(throws: SearchError.self) {
      try await search.run(
        output: folder.path, source: "", evaluator: stub, options: RunOptions(workers: 3))
    }
    #expect(
      error
        == .repeatedFailure(
          cause: "diverged", detail: "step 17, last loss 3.25", trials: Array(trained[5...7])))
    // The cause is removed: the failed trainings are tried again, the finished ones are not.
    let report = try await search.run(
      output: folder.path, source: "", evaluator: StubEvaluator(),
      options: RunOptions(retriesFailed: true))
    #expect(report.rows.allSatisfy { $0.failure == nil && $0.accuracies.count == 3 })
    let finished = try Study.read(folder: folder.path).records.filter {
      $0.status == .finished && $0.seed != nil
    }
    #expect(finished.count == search.trainingCount)
  }

  @Test func aFailedCandidateIsARecordWithItsCause() async throws {
    let search = try search(definition(seeds: 1))
    let trial = try #require(search.candidates.last { $0.fate == .trained }).trial
    let report = try await search.run(
      output: folder.path, source: "", evaluator: StubEvaluator(failures: [trial: "diverged"]))
    let row = try #require(report.rows.first { $0.candidate.trial == trial })
    #expect(row.rank == nil && row.failure == "diverged: step 17, last loss 3.25")
    #expect(report.leadExceedsNoise == nil)
  }

  @Test func aGridWithoutPointsSaysSo() throws {
    var empty = try definition()
    empty.constraint.target = 50
    let error = #expect(throws: SearchError.self) { try search(empty) }
    #expect(error?.description.contains("none of the 495 grid points") == true)
    #expect(throws: SearchError.self) { try CoefficientGrid(alpha: [0.9], beta: [1], gamma: [1]) }
    #expect(throws: SearchError.self) { try CoefficientGrid(alpha: [1], beta: [], gamma: [1]) }
    #expect(throws: SearchError.self) { try CoefficientGrid(alpha: [1], beta: [1], gamma: [.nan]) }
  }
}
