import ArchitectureSearch
import Architectures
import CostModel
import Foundation
import Interchange
import Searches
import Studies
import Testing

@testable import Reporting

private let searchText = """
  search: architecture
  space:
    name: tiny
    resolution: 32
    classes: 10
    stem: {channels: 8}
    defaults: {block: mbConv, kernelSize: [3, 5], expansionRatio: [2, 3], stride: 2}
    stages:
      - {channels: [8, 16]}
      - {channels: [16, 24]}
  objective: {cost: multiplyAdds, target: 500K}
  sampler: random
  trials: 12
  evaluator: {zeroCost: parameters}
  proxy: {resolution: 16}
  training: {epochs: 1}

  """

@Suite struct StudyExportTests {
  private let folder =
    NSTemporaryDirectory() + "compound-export-" + UUID().uuidString

  private func study() async throws -> Study {
    guard
      case .architecture(let definition) = try SearchFile(text: searchText, path: "t.yaml")
        .definition
    else { throw SearchError.interrupted }
    _ = try await SpaceSearch(definition, classes: 10, inputChannels: 3).run(
      output: folder + "/study", source: searchText, evaluator: CostEvaluator(.parameters))
    return try Study.read(folder: folder + "/study")
  }

  @Test func everyFileIsThereAndReadsBack() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let study = try await study()
    let report = try StudyReport(study)
    let files = try StudyExport(study).write(to: folder + "/export")
    let found = try FileManager.default.contentsOfDirectory(atPath: folder + "/export")
    #expect(Set(files) == Set(found) && files.count == found.count)
    let csv = try String(contentsOfFile: folder + "/export/trials.csv", encoding: .utf8)
    #expect(csv.split(separator: "\r\n").count == report.rows.count + 1)
    let best = try ArchitectureFile.read(folder + "/export/best.yaml")
    #expect(best.name == report.best?.candidate)
    #expect(
      try NetworkCost.total(of: best.lowered()).multiplyAdds == report.best?.costs?.multiplyAdds)
    for row in report.front {
      let member = try ArchitectureFile.read(folder + "/export/trial-\(row.trial).yaml")
      #expect(try NetworkCost.total(of: member.lowered()).parameters == row.costs?.parameters)
    }
    let charts = files.filter { $0.hasSuffix(".svg") }
    #expect(Set(charts) == ["front.svg", "best-so-far.svg", "hypervolume.svg"])
    for file in charts {
      let text = try String(contentsOfFile: "\(folder)/export/\(file)", encoding: .utf8)
      #expect(try SVGPicture(text).elements.count > 20)
    }
  }

  @Test func theListNamesWhatCannotBeRead() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try await study()
    try FileManager.default.createDirectory(
      atPath: folder + "/torn", withIntermediateDirectories: true)
    try "no json\n{}\n".write(
      toFile: folder + "/torn/study.jsonl", atomically: true, encoding: .utf8)
    let paths = try StudyFolder.list(in: folder)
    #expect(paths == [folder + "/study", folder + "/torn"])
    let csv = CSVFormat().render(StudyTables.list(paths)).split(separator: "\r\n")
    #expect(csv.count == 3)
    #expect(csv[1].contains("architecture,tiny,12,0,tiny-"))
    #expect(csv[2].contains("torn") && csv[2].contains("not a record"))
  }
}
