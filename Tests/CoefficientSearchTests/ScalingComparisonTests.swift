import Architectures
import CoefficientSearch
import CostModel
import Foundation
import Randomness
import SearchTestSupport
import Statistics
import Studies
import Testing
import TestSupport

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

  @Test func theBestWayIsFound() async throws {
    let folder = try TemporaryFolder()
    let plan = try plan()
    let study = try ScalingStudy(
      plan, model: "efficientnet-b0", epochs: 2, training: TrainingDefinition(epochs: 1, seeds: 3))
    let evaluator = FormulaEvaluator { _, request in
      var generator = CounterGenerator(seed: request.seed, purpose: request.candidate)
      let favoured = request.candidate.hasPrefix("compound") ? 0.1 : 0
      return 0.5 + favoured + 0.001 * generator.uniform()
    }
    let comparison = try await ScalingComparison(
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
