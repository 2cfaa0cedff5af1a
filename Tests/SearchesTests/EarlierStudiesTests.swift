import ArchitectureSearch
import CoefficientSearch
import CostModel
import Foundation
import Networks
import Searches
import Statistics
import Studies
import Testing
import TestSupport

/// An evaluator for studies in which nothing is left to train.
private struct NoEvaluator: Evaluator {
  var capacity: Int { .max }

  func evaluate(_ request: EvaluationRequest, control: EvaluationControl) async throws -> Evaluation
  {
    throw EvaluationFailure(cause: "trained again", detail: request.candidate)
  }
}

/// Studies that the version before kinds were types made; each fixture is such a folder.
@Suite struct EarlierStudiesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A copy, which may be written to.
  private func copy(_ name: String) throws -> String {
    let path = folder.path + "/" + name
    let source = try fixtureURL(name, in: .module).path
    try FileManager.default.copyItem(atPath: source, toPath: path)
    return path
  }

  @Test func aProxyCheckGoesOn() async throws {
    let path = try copy("proxy-check")
    guard case .study(.proxyCheck(let check)) = try StudyFolder(path).definition() else {
      Issue.record("no proxy check")
      return
    }
    #expect(check.subject == "3 networks" && check.trainings.epochs == [1, 2])
    let before = try ProxyCheck(check.scores(of: Study.read(folder: path)))
    // What the earlier version printed.
    #expect(before.rows.map(\.costs.parameters) == [42_866, 68_798, 78_630])
    #expect(before.rows.map(\.long.mean) == [0.0946, 0.1032, 0.1076])
    #expect(before.agreements.map(\.tau) == [1, 1, 1])
    let definition = try Data(contentsOf: URL(fileURLWithPath: path + "/definition.json"))
    let after = try await ProxyCheck(check.run(output: path, source: "", evaluator: NoEvaluator()))
    #expect(after == before)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path + "/definition.json")) == definition)
  }

  @Test func aComparisonOfScalingAsksForItsCommandOnce() async throws {
    let path = try copy("scaling")
    guard case .study(.scaling(let earlier)) = try StudyFolder(path).definition() else {
      Issue.record("no comparison of scaling")
      return
    }
    let study = try Study.read(folder: path)
    let report = try StudyReport(study)
    #expect(report.rows.map(\.candidate).contains("compound × 2.0") && report.rows.count == 5)
    let error = #expect(throws: SearchError.self) { try earlier.plan(in: study) }
    #expect(error?.description.contains("compound proxy-check --scaling --ratios 2") == true)
    // The command makes the same networks again, and keeps with them how they are scaled.
    let baseline = earlier.trainings.members[0].architecture
    let plan = try ScalingComparison.Plan(
      baseline, ratios: [2],
      rounding: ProxyScale(
        width: 1, resolution: 16, divisor: 2, resolutionDivisor: 4, repeatRounding: .nearest
      ).rounding)
    let again = try ScalingStudy(
      plan, model: "efficientnet-b0", epochs: 1, training: earlier.trainings.training)
    let scores = try await again.run(output: path, source: "", evaluator: NoEvaluator())
    let found = try ScalingComparison(plan, scores)
    #expect(found.failed == [] && found.contests.map(\.best) == [.width])
    guard case .study(.scaling(let kept)) = try StudyFolder(path).definition() else {
      Issue.record("no comparison of scaling")
      return
    }
    #expect(kept == again && kept.subject == "efficientnet-b0")
    let read = try Study.read(folder: path)
    #expect(try ScalingComparison(kept.plan(in: read), kept.scores(of: read)) == found)
  }

  @Test func aComparisonAsksForItsCommandOnce() throws {
    let path = try copy("comparison")
    guard case .study(.comparison(let earlier)) = try StudyFolder(path).definition() else {
      Issue.record("no comparison")
      return
    }
    let study = try Study.read(folder: path)
    let report = try StudyReport(study)
    #expect(report.costScale == .trained && report.rows.count == 3)
    #expect(report.rows.map(\.candidate).last == "mobilenet-v2")
    // The folder of a comparison is named by the digest, so that the command finds it again.
    #expect(try earlier.trainings.digest() == study.header.definition)
    let error = #expect(throws: SearchError.self) { try earlier.comparison(in: study) }
    #expect(error?.description.contains("compound study compare tiny mobilenet-v2") == true)
  }
}
