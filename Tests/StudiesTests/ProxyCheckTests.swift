import Architectures
import CostModel
import Foundation
import Randomness
import SearchTestSupport
import Studies
import Testing
import TrainingRecipes
import TestSupport

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

  @Test func numbersOutOfRangeAreRefused() async throws {
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
  ) async throws -> ProxyCheck {
    let folder = try TemporaryFolder()
    let study = try study(seeds: seeds)
    return try await ProxyCheck(
      study.run(output: folder.path, source: "", evaluator: FormulaEvaluator(formula: formula)))
  }

  private func study(seeds: Int) throws -> ProxyCheckStudy {
    let members = try NetworkSpread(count: 8).members(
      of: [zoo("mobilenet-v2"), zoo("efficientnet-b0")], scale: scale, classes: 10,
      inputChannels: 3)
    return ProxyCheckStudy(
      try NetworkStudy(
        members: members, epochs: [9, 3], training: TrainingDefinition(epochs: 1, seeds: seeds)))
  }

  private func tau(_ check: ProxyCheck, _ ranking: String) throws -> Double? {
    try #require(check.agreements.first { $0.ranking == ranking }).tau
  }

  @Test func shortTrainingsThatRankAlikeAgreeWholly() async throws {
    let check = try await check { costs, request in
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

  @Test func shortTrainingsThatRankTheOtherWayRoundDisagree() async throws {
    let check = try await check { costs, request in
      Double(costs.multiplyAdds) * (request.epochs == 3 ? -1e-9 : 1e-9)
    }
    #expect(try tau(check, "short training") == -1)
    #expect(check.agreements[0].advantage == -2)
    #expect(check.agreements[0].advantageInterval == -2 ... -2)
  }

  /// Two seeds half a point apart: a standard deviation of 0.5 / √2 points, whatever the network.
  @Test func noiseIsTheDeviationBetweenSeeds() async throws {
    let seeds = try study(seeds: 2).trainings.seeds
    let check = try await check { costs, request in
      Double(costs.parameters) * 1e-9 + (request.seed == seeds[0] ? 0.005 : 0)
    }
    let expected = 0.005 / 2.0.squareRoot()
    for noise in [check.shortNoise, check.longNoise] {
      let noise = try #require(noise)
      #expect(abs(noise - expected) < 1e-12)
    }
    #expect(try tau(check, "parameters") == 1)
  }

  /// Long trainings that rank each two neighbours in cost the other way round: short ones that go by
  /// cost agree over the range, and hardly within bands.
  @Test func agreementWithinBandsIsThatOfNeighbours() async throws {
    let check = try await check { _, request in
      Double(request.epochs == 3 ? request.trial : request.trial ^ 1) / 10
    }
    let costs = check.rows.map { Double($0.costs.multiplyAdds) }
    let near = costs.indices.flatMap { i in (0..<i).map { (i, $0) } }.filter { i, j in
      max(costs[i], costs[j]) <= 1.5 * min(costs[i], costs[j])
    }
    let concordant = near.count { i, j in i ^ 1 != j }
    #expect(near.count >= 5 && near.count < 12)
    let expected = Double(2 * concordant - near.count) / Double(near.count)
    #expect(abs((check.agreements[0].bandTau ?? .nan) - expected) < 1e-12)
    #expect(try tau(check, "short training") == 20.0 / 28)
    #expect(check.bandCeiling == 1 && check.ceiling == 1)
  }

  @Test func networksWithAFailureAreLeftOut() async throws {
    let check = try await check(seeds: 1) { costs, request in
      request.trial == 2 ? .nan : Double(costs.multiplyAdds) * 1e-9
    }
    #expect(check.rows.count == 7 && check.failed.count == 1)
    #expect(check.shortNoise == nil && check.ceiling == nil)
    #expect(!check.agreements.contains { $0.ranking == "short training, one seed" })
  }

  /// Networks come back from their texts as they were, whatever they are made of.
  @Test func aStudyIsReadBackFromItsFolder() async throws {
    let folder = try TemporaryFolder()
    let families = ["efficientnet-b0", "resnet-18", "mnasnet-a1", "mobilenet-v1", "mobilenet-v2"]
    let members = try NetworkSpread(count: 10).members(
      of: families.map(zoo), scale: scale, classes: 7, inputChannels: 1)
    var training = TrainingDefinition(epochs: 1, seeds: 1)
    training.recipe.images = 600
    let study = ProxyCheckStudy(
      try NetworkStudy(
        members: members, epochs: [2, 1], training: training, seed: 3, usedSeeds: 2))
    _ = try await study.run(output: folder.path, source: "", evaluator: CostEvaluator(.parameters))
    let read = try Study.read(folder: folder.path)
    #expect(try read.definition(as: ProxyCheckStudy.self) == study)
    #expect(study.scores(of: read).trainingsLeft == 0)
    #expect(try study.report(of: read).rows.map(\.candidate) == members.map(\.name))
  }

  /// Finished trainings are not done again, and a study may grow by seeds but not change its epochs.
  @Test func aStudyGoesOn() async throws {
    let folder = try TemporaryFolder()
    let evaluator = FormulaEvaluator { costs, _ in Double(costs.multiplyAdds) * 1e-9 }
    _ = try await study(seeds: 1).run(output: folder.path, source: "", evaluator: evaluator)
    let never = FormulaEvaluator { _, _ in .nan }
    let again = try await study(seeds: 1).run(output: folder.path, source: "", evaluator: never)
    #expect(again.scores(of: 0, epochs: 3)?.count == 1)
    let grown = try await study(seeds: 2).run(output: folder.path, source: "", evaluator: evaluator)
    #expect(grown.scores(of: 0, epochs: 9)?.count == 2)
    let other = ProxyCheckStudy(
      try NetworkStudy(
        members: study(seeds: 1).trainings.members, epochs: [3, 10],
        training: TrainingDefinition(epochs: 1, seeds: 1)))
    await #expect(throws: SearchError.self) {
      try await other.run(output: folder.path, source: "", evaluator: evaluator)
    }
  }
}
