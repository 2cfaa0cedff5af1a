import CostModel
import ArchitectureSearch
import Architectures
import CoefficientSearch
import Foundation
import SearchTestSupport
import Searches
import Studies
import Testing
import TestSupport

@testable import Reporting

/// A study of every kind that trains a list of networks.
@Suite struct StudySectionsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private let training = TrainingDefinition(epochs: 1, seeds: 2)

  private func proxyCheck() throws -> ProxyCheckStudy {
    ProxyCheckStudy(
      try NetworkStudy(
        members: NetworkSpread(count: 4, smallest: 300_000).members(
          of: [zoo("mobilenet-v2")], scale: scale, classes: 10, inputChannels: 3),
        epochs: [1, 2], training: training))
  }

  private func scaling() throws -> ScalingStudy {
    let base = try scale.apply(to: zoo("mobilenet-v2"), classes: 10, inputChannels: 3)
    let small = try base.scaled(along: .width, toMultiplyAdds: 300_000, rounding: scale.rounding)
    return try ScalingStudy(
      ScalingComparison.Plan(small.scaled.architecture, ratios: [2], rounding: scale.rounding),
      model: "mobilenet-v2", epochs: 1, training: training)
  }

  @Test func aProxyCheckShowsItsRankings() async throws {
    _ = try await proxyCheck().run(
      output: folder.path, source: "", evaluator: CostEvaluator(.multiplyAdds))
    let study = try Study.read(folder: folder.path)
    let sections = try StudySections.all(study)
    #expect(sections.map(\.key) == ["trials", "networks", "agreement"])
    #expect(sections[0].table.rows.count == 4)
    #expect(sections[0].table.notes.contains { $0.contains("as they are trained") })
    for answer in [
      { _ = try StudySections.best(study, count: 3) }, { _ = try StudySections.front(study) },
    ] {
      let error = #expect(throws: SearchError.self) { try answer() }
      #expect(error?.description.contains("\(folder.path): a proxy check") == true)
    }
    let files = try StudyExport(study).write(to: folder.path + "/export")
    #expect(
      Set(files.map { $0.prefix { $0 != "." } }) == [
        "trials", "networks", "agreement", "trainings", "study",
      ])
  }

  @Test func aComparisonOfScalingShowsItsContests() async throws {
    _ = try await scaling().run(
      output: folder.path, source: "", evaluator: CostEvaluator(.multiplyAdds))
    let study = try Study.read(folder: folder.path)
    let sections = try StudySections.all(study)
    #expect(sections.map(\.key) == ["trials", "points", "contests"])
    #expect(sections[1].table.caption?.contains("mobilenet-v2") == true)
    let error = #expect(throws: SearchError.self) { try StudySections.best(study, count: 3) }
    #expect(error?.description.contains("a best way at each size") == true)
    // The score is the cost, so that every larger network is on the front.
    #expect(try StudySections.front(study).rows.count == 5)
    let files = try StudyExport(study).write(to: folder.path + "/export")
    #expect(files.contains("scaling.svg") && files.contains("contests.csv"))
    #expect(files.contains("trial-0.yaml") && !files.contains("best.yaml"))
  }

  @Test func whatIsNotYetTrainedIsNotFailed() async throws {
    let cancellation = SearchCancellation()
    let options = RunOptions(cancellation: cancellation) { progress in
      if progress.finishedNow == 5 { cancellation.cancel() }
    }
    await #expect(throws: SearchError.interrupted) {
      try await scaling().run(
        output: folder.path, source: "", evaluator: CostEvaluator(.multiplyAdds), options: options)
    }
    let study = try Study.read(folder: folder.path)
    let sections = try StudySections.all(study)
    #expect(sections.map(\.key) == ["trials"])
    let note = "5 of 10 trainings are still to be done"
    #expect(sections[0].table.notes.contains { $0.contains(note) })
    #expect(try StudyCharts.charts(of: study).isEmpty)
  }

  @Test func everyKindIsListed() async throws {
    _ = try await proxyCheck().run(
      output: folder.path + "/check", source: "", evaluator: CostEvaluator(.multiplyAdds))
    _ = try await scaling().run(
      output: folder.path + "/ways", source: "", evaluator: CostEvaluator(.multiplyAdds))
    let paths = try StudyFolder.list(in: folder.path)
    let rows = CSVFormat().render(StudyTables.list(paths)).split(separator: "\r\n")
    #expect(rows.count == 3)
    #expect(rows[1].hasSuffix("check,proxy-check,4 networks,4,0,,,,"))
    #expect(rows[2].hasSuffix("ways,scaling,mobilenet-v2,5,0,,,,"))
  }
}
