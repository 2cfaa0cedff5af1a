import ArchitectureSearch
import Architectures
import CostModel
import Foundation
import ModelZoo
import Networks
import Testing

/// An accuracy that is a given function of costs, epochs and seed.
private struct FormulaEvaluator: Evaluator {
  let formula: @Sendable (Figures, EvaluationRequest) -> Double

  func evaluate(_ request: EvaluationRequest, control: EvaluationControl) throws -> Evaluation {
    let accuracy = formula(try Figures(of: request.architecture), request)
    guard accuracy.isFinite else { throw EvaluationFailure(cause: "diverged", detail: "step 1") }
    return Evaluation(accuracy: accuracy)
  }
}

private let scale = ProxyScale(
  width: 1, resolution: 32, divisor: 2, resolutionDivisor: 4, repeatRounding: .nearest,
  stemStride: 1, keepsStemPooling: false)

private func zoo(_ name: String) throws -> Architecture {
  try #require(try ModelZoo.model(named: name).architecture)
}

@Suite struct NetworkSpreadTests {
  @Test func sizesAreSpacedEvenlyOverTheRange() throws {
    let families = try ["efficientnet-b0", "mobilenet-v2", "resnet-18"].map(zoo)
    let members = try NetworkSpread(count: 12, smallest: 1_000_000, range: 16).members(
      of: families, scale: scale, classes: 10, inputChannels: 3)
    #expect(Set(members.map(\.name)).count == 12)
    #expect(Set(members.map(\.architecture)).count == 12)
    #expect(Set(members.map(\.group)) == Set(families.map(\.name)))
    for (index, member) in members.enumerated() {
      let asked = 1e6 * pow(16, Double(index) / 11)
      // One step of the narrowest layers, whose widths are multiples of 2, is worth up to a sixth.
      #expect(abs(log(Double(member.costs.multiplyAdds) / asked)) < log(1.17), "\(member.name)")
    }
  }

  @Test func numbersOutOfRangeAreRefused() throws {
    let family = [try zoo("mobilenet-v2")]
    for spread in [
      NetworkSpread(count: 1), NetworkSpread(smallest: 0), NetworkSpread(range: 1),
    ] {
      #expect(throws: SearchError.self) {
        try spread.members(of: family, scale: scale, classes: 10, inputChannels: 3)
      }
    }
  }
}

@Suite struct ProxyCheckTests {
  private func check(
    seeds: Int = 2, _ formula: @escaping @Sendable (Figures, EvaluationRequest) -> Double
  ) throws -> ProxyCheck {
    let folder = try TemporaryFolder()
    let study = try study(seeds: seeds)
    return try ProxyCheck(
      study.run(output: folder.path, source: "", evaluator: FormulaEvaluator(formula: formula)))
  }

  private func study(seeds: Int) throws -> NetworkStudy {
    let members = try NetworkSpread(count: 8).members(
      of: [zoo("mobilenet-v2"), zoo("efficientnet-b0")], scale: scale, classes: 10,
      inputChannels: 3)
    return try NetworkStudy(
      kind: "test", members: members, epochs: [9, 3],
      training: TrainingRecipe(epochs: 1, seeds: seeds))
  }

  private func tau(_ check: ProxyCheck, _ ranking: String) throws -> Double? {
    try #require(check.agreements.first { $0.ranking == ranking }).tau
  }

  @Test func shortTrainingsThatRankAlikeAgreeWholly() throws {
    let check = try check { costs, request in
      Double(costs.multiplyAdds) * Double(request.epochs) * 1e-9
    }
    #expect(check.shortEpochs == 3 && check.longEpochs == 9 && check.rows.count == 8)
    for ranking in ["short training", "short training, one seed", "multiply-adds"] {
      #expect(try tau(check, ranking) == 1)
    }
    #expect(check.agreements[0].advantage == 0)
    #expect(check.agreements[0].advantageInterval == 0...0)
    #expect(check.ceiling == 1)
    #expect(check.shortNoise == 0)
  }

  @Test func shortTrainingsThatRankTheOtherWayRoundDisagree() throws {
    let check = try check { costs, request in
      Double(costs.multiplyAdds) * (request.epochs == 3 ? -1e-9 : 1e-9)
    }
    #expect(try tau(check, "short training") == -1)
    #expect(check.agreements[0].advantage == -2)
    #expect(check.agreements[0].advantageInterval == -2 ... -2)
  }

  /// Two seeds half a point apart: a standard deviation of 0.5 / √2 points, whatever the network.
  @Test func noiseIsTheDeviationBetweenSeeds() throws {
    let seeds = try study(seeds: 2).seeds
    let check = try check { costs, request in
      Double(costs.parameters) * 1e-9 + (request.seed == seeds[0] ? 0.005 : 0)
    }
    let expected = 0.005 / 2.0.squareRoot()
    for noise in [check.shortNoise, check.longNoise] {
      let noise = try #require(noise)
      #expect(abs(noise - expected) < 1e-12)
    }
    #expect(try tau(check, "parameters") == 1)
  }

  @Test func networksWithAFailureAreLeftOut() throws {
    let check = try check(seeds: 1) { costs, request in
      request.trial == 2 ? .nan : Double(costs.multiplyAdds) * 1e-9
    }
    #expect(check.rows.count == 7 && check.failed.count == 1)
    #expect(check.shortNoise == nil && check.ceiling == nil)
    #expect(!check.agreements.contains { $0.ranking == "short training, one seed" })
  }

  /// Finished trainings are not done again, and a study may grow by seeds but not change its epochs.
  @Test func aStudyGoesOn() throws {
    let folder = try TemporaryFolder()
    let evaluator = FormulaEvaluator { costs, _ in Double(costs.multiplyAdds) * 1e-9 }
    _ = try study(seeds: 1).run(output: folder.path, source: "", evaluator: evaluator)
    let never = FormulaEvaluator { _, _ in .nan }
    let again = try study(seeds: 1).run(output: folder.path, source: "", evaluator: never)
    #expect(again.accuracies(of: 0, epochs: 3)?.count == 1)
    let grown = try study(seeds: 2).run(output: folder.path, source: "", evaluator: evaluator)
    #expect(grown.accuracies(of: 0, epochs: 9)?.count == 2)
    let other = try NetworkStudy(
      kind: "test", members: study(seeds: 1).members, epochs: [3, 10],
      training: TrainingRecipe(epochs: 1, seeds: 1))
    #expect(throws: SearchError.self) {
      try other.run(output: folder.path, source: "", evaluator: evaluator)
    }
  }
}

@Suite struct ScalingComparisonTests {
  private func plan() throws -> ScalingComparison.Plan {
    let base = try scale.apply(to: zoo("efficientnet-b0"), classes: 10, inputChannels: 3)
    let small = try base.scaled(along: .width, toMultiplyAdds: 1_000_000, rounding: scale.rounding)
    return try ScalingComparison.Plan(
      small.scaled.architecture, ratios: [4, 2], rounding: scale.rounding)
  }

  @Test func waysOfScalingCostTheSame() throws {
    let plan = try plan()
    let base = Double(plan.members[0].costs.multiplyAdds)
    let ways = ["depth", "width", "resolution", "compound"]
    #expect(plan.members.map(\.group) == ["baseline"] + ways + ways)
    for (index, member) in plan.members.enumerated().dropFirst() {
      let asked = index < 5 ? 2.0 : 4.0
      let realised = Double(member.costs.multiplyAdds) / base
      #expect(abs(log(realised / asked)) < log(1.2), "\(member.name): \(realised)")
    }
  }

  @Test func theBestWayIsFound() throws {
    let folder = try TemporaryFolder()
    let plan = try plan()
    let study = try NetworkStudy(
      kind: "test", members: plan.members, epochs: [2],
      training: TrainingRecipe(epochs: 1, seeds: 3))
    let evaluator = FormulaEvaluator { _, request in
      var generator = CounterGenerator(seed: request.seed, purpose: request.candidate)
      let favoured = request.candidate.hasPrefix("compound") ? 0.1 : 0
      return 0.5 + favoured + 0.001 * generator.uniform()
    }
    let comparison = try ScalingComparison(
      plan, study.run(output: folder.path, source: "", evaluator: evaluator))
    #expect(comparison.contests.map(\.ratio) == [2, 4])
    for contest in comparison.contests {
      #expect(contest.best == .compound)
      #expect(abs(contest.lead - 0.1) < 0.002)
      #expect(contest.notWorse == [.compound])
    }
    #expect(comparison.curve(.width).map(\.ratio) == [1, 2, 4])
    let changed = comparison.curve(.width)[1].coefficients
    #expect(changed.depth == 1 && changed.resolution == 1 && changed.width > 1.2)
  }
}
