import ArchitectureSearch
import Architectures
import CoefficientSearch
import CostModel
import Foundation
import Interchange
import Networks
import SearchTestSupport
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

  /// What was chosen stands under the decision's name, as the architecture files have it.
  @Test func everyDecisionIsAColumn() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let study = try await study()
    _ = try StudyExport(study).write(to: folder + "/export")
    let rows = try Self.rows(folder + "/export/trials.csv")
    let front = rows.filter { $0["onFront"] == "true" }
    #expect(!front.isEmpty && front.count < rows.count)
    for row in front {
      let network = try ArchitectureFile.read("\(folder)/export/trial-\(row["trial"] ?? "").yaml")
      #expect(network.stages.count == 2)
      for (index, stage) in network.stages.enumerated() {
        let place = "stage\(index + 1)"
        #expect(row["\(place)KernelSize"] == "\(stage.kernelSize)")
        #expect(row["\(place)Channels"] == "\(stage.channels)")
        guard case .mbConv(let parts) = stage.block, case .ratio(let ratio) = parts.expansion else {
          Issue.record("\(stage.block)")
          continue
        }
        #expect(row["\(place)ExpansionRatio"].flatMap(Double.init) == ratio)
      }
    }
    let best = rows.filter { $0["rank"] == "1" }
    #expect(
      best.map { $0["reward"].flatMap(Double.init) } == [
        rows.compactMap {
          $0["reward"].flatMap(Double.init)
        }.max()
      ])
    let trainings = try Self.rows(folder + "/export/trainings.csv")
    #expect(trainings.count == study.records.count { $0.seed != nil })
    #expect(
      Set(trainings.compactMap { $0["trial"] })
        == Set(
          rows.filter { $0["status"] == "finished" }
            .compactMap { $0["trial"] }))
    try Self.expectOneTypeAColumn(folder + "/export")
  }

  /// A grid search has its baseline, each training under its seed, what rounding made, and its family.
  @Test func aGridSearchIsWhole() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let base = try zoo("mobilenet-v2")
    let definition = CoefficientDefinition(
      model: base.name,
      grid: try CoefficientGrid(alpha: [1, 1.2, 1.4], beta: [1, 1.2], gamma: [1, 1.15, 1.4]),
      proxy: scale, training: TrainingDefinition(epochs: 1, seeds: 2), seed: 3)
    let search = try CoefficientGridSearch(definition, base: base, classes: 10, inputChannels: 3)
    let report = try await search.run(
      output: folder + "/study", source: "", evaluator: CostEvaluator(.multiplyAdds))
    let study = try Study.read(folder: folder + "/study")
    _ = try StudyExport(study).write(to: folder + "/export")
    let trials = try Self.rows(folder + "/export/trials.csv")
    #expect(trials.count == search.candidates.count)
    for (row, candidate) in zip(trials, search.candidates) {
      #expect(row["trial"] == "\(candidate.trial)")
      #expect(row["alpha"].flatMap(Double.init) == candidate.scaling.alpha)
      #expect(row["multiplyAdds"].flatMap(Int.init) == candidate.costs?.multiplyAdds)
      let proxy = try #require(candidate.proxy)
      #expect(
        row["trainedMultiplyAdds"].flatMap(Int.init)
          == (try NetworkCost.total(of: proxy.lowered()).multiplyAdds))
      let pixels = try #require(row["trainedResolution"].flatMap(Double.init))
      #expect(abs(pixels * 32 - Double(proxy.resolution.height)) < 1e-9)
    }
    #expect(trials[0]["candidate"] == "baseline" && trials[0]["trainedDepth"] == "1.0")
    let trainings = try Self.rows(folder + "/export/trainings.csv")
    #expect(trainings.count == search.trainingCount)
    #expect(Set(trainings.compactMap { $0["seed"] }) == Set(search.seeds.map(String.init)))
    let ranking = try Self.rows(folder + "/export/ranking.csv")
    #expect(ranking.contains { $0["note"] == "baseline" })
    let family = try Self.rows(folder + "/export/family.csv")
    #expect(family.count == report.family.count && !family.isEmpty)
    try Self.expectOneTypeAColumn(folder + "/export")
  }

  private static func rows(_ path: String) throws -> [[String: String]] {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let records = try #require(CSVReader.records(text))
    let header = try #require(records.first)
    #expect(Set(header).count == header.count, "\(path) calls two columns alike: \(header)")
    return records.dropFirst().map { record in
      #expect(record.count == header.count)
      return Dictionary(uniqueKeysWithValues: zip(header, record))
    }
  }

  /// As readers of columns want it: numbers, or flags, or words, and nothing for nothing.
  private static func expectOneTypeAColumn(_ folder: String) throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".csv") }
    #expect(files.count >= 5)
    for file in files {
      let rows = try rows("\(folder)/\(file)")
      for key in rows.first?.keys.sorted() ?? [] {
        let values = rows.compactMap { $0[key] }.filter { !$0.isEmpty }
        let numbers = values.count { Double($0) != nil }
        let flags = values.count { Bool($0) != nil }
        #expect([0, values.count].contains(numbers), "\(file): \(key): \(values)")
        #expect([0, values.count].contains(flags), "\(file): \(key): \(values)")
      }
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
