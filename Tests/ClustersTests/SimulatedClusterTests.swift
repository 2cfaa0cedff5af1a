import Foundation
import SearchTestSupport
import Testing
import TestSupport

@testable import Clusters
@testable import Studies

@Suite struct SimulatedClusterTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Forty slots, each tenth evaluation lost with its task: three hundred are in the journal, once each,
  /// and nothing of them is left in the folder.
  @Test func everyTrialCountsOnceUnderLosses() async throws {
    let study = try Study.open(
      folder: folder.path, kind: "test", definition: ["a": 1], seed: 1, source: "")
    var conditions = SimulatedCluster.Conditions(slots: 40, speed: 1e5)
    conditions.losses = 0.1
    let cluster = try SimulatedCluster(study: folder.path, conditions)
    defer { cluster.stop() }
    var settings = ClusterSettings(tasks: 40, program: "/bin/true")
    (settings.interval, settings.queueInterval, settings.grace) = (0.01, 0.05, 0.05)
    let evaluator = try ClusterEvaluator(
      study: folder.path, scoredBy: .top1, settings: settings, on: cluster)
    var runner = StudyRunner(
      study: study, evaluator: evaluator, options: RunOptions(workers: 40, failureLimit: 0))
    var plan = ListPlan(
      count: 300, of: try smallArchitecture(), checkpoints: study.checkpointFolder)
    _ = try await runner.run(&plan)
    #expect(study.records.map(\.trial).sorted() == Array(0..<300))
    #expect(study.records.allSatisfy { $0.status == .finished && $0.score != nil })
    #expect(cluster.losses > 0)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/cluster")
    #expect(Set(left) == ["batches", "logs", "seen"])
  }
}
