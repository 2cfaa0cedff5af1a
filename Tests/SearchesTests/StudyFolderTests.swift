import Architectures
import ArchitectureSearch
import CoefficientSearch
import CostModel
import Foundation
import Searches
import SearchTestSupport
import Studies
import Testing
import TestSupport

private let familyText = """
  search: family
  architecture:
    space:
      name: little
      resolution: 32
      classes: 4
      stem: {channels: 8}
      defaults: {block: mbConv, kernelSize: [3, 5], expansionRatio: [2, 4], stride: 2}
      stages:
        - {channels: [8, 16], repeats: [1, 2]}
        - {channels: [16, 24, 32]}
    objective: {target: 500K}
    sampler: random
    trials: 12
    proxy: {resolution: 16}
    training: {epochs: 1}
  coefficients:
    grid: {alpha: [1, 2], beta: [1, 1.4], gamma: [1, 1.4]}
    proxy: {resolution: 16, divisor: 2}
    training: {epochs: 1, seeds: 2}
    family: 0...2

  """

private func family() throws -> FamilyDefinition {
  guard case .family(let family) = try SearchFile(text: familyText, path: "f.yaml").definition
  else { throw SearchError.interrupted }
  return family
}

private func run(
  _ family: FamilyDefinition, _ folder: String, options: RunOptions = RunOptions()
) async throws -> FamilySearch.Report {
  try await FamilySearch(family).run(
    output: folder, classes: 4, inputChannels: 3, source: familyText,
    architectureEvaluator: { StubEvaluator() }, coefficientEvaluator: { StubEvaluator() },
    options: options)
}

/// What the grid of a family search found.
private func grid(_ report: FamilySearch.Report) throws -> CoefficientReport {
  guard case .grid(let report) = report.coefficients else { throw SearchError.interrupted }
  return report
}

@Suite struct StudyFolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aFamilyIsReadBackFromItsFolder() async throws {
    let report = try await run(family(), folder.path)
    let found = try StudyFolder(folder.path)
    #expect(found.members.map(\.role) == ["architecture", "coefficients"])
    #expect(try found.definition() == .family(family()))
    #expect(found.source() == familyText)
    #expect(try StudyFolder.list(in: folder.path) == found.members.map(\.path))
    let study = try Study.read(folder: found.members[1].path)
    #expect(try study.baseline() == report.baseline)
    // Each member of the family comes out of the folder as the search reported it.
    let best = try #require(try StudyReport(study).best)
    let definition = try StudyDefinition(study).kind
    for member in report.coefficients.family {
      let architecture = try definition.architecture(of: best, in: study, phi: member.phi)
      #expect(try architecture.with(name: member.architecture.name) == member.architecture)
      let base = try study.baseline().name
      #expect(architecture.name == (member.phi == 0 ? base : "\(base)-phi\(Int(member.phi))"))
    }
    let atPhi = try definition.architecture(of: best, in: study, phi: nil)
    #expect(try Figures(of: atPhi) == best.costs)
  }

  /// The same by a response surface: its study is of that kind, and gives the family back.
  @Test func aFamilyByResponseSurface() async throws {
    let text = familyText.replacingOccurrences(
      of: "grid: {alpha: [1, 2], beta: [1, 1.4], gamma: [1, 1.4]}\n",
      with: "budget: 20\n  range: {least: 0.2}\n"
    ).replacingOccurrences(of: ", seeds: 2}", with: "}").replacingOccurrences(
      of: "proxy: {resolution: 16, divisor: 2}", with: "proxy: {resolution: 32, divisor: 2}")
    guard case .family(let family) = try SearchFile(text: text, path: "f.yaml").definition,
      case .surface(let definition) = family.coefficients
    else {
      Issue.record("found another search")
      return
    }
    #expect(definition.budget == 20 && definition.family == [0, 1, 2])
    let report = try await run(family, folder.path)
    let found = try StudyFolder(folder.path)
    #expect(found.members.map(\.role) == ["architecture", "surface"])
    #expect(try found.definition() == .family(family))
    let study = try Study.read(folder: found.members[1].path)
    #expect(try study.baseline() == report.baseline)
    let kind = try StudyDefinition(study).kind
    #expect(report.coefficients.family.count == 3)
    for member in report.coefficients.family where member.phi > 0 {
      #expect(try kind.bestArchitecture(in: study, phi: member.phi) == member.architecture)
    }
  }

  @Test func aFamilyThatHasOnlyBegunIsAFolderToo() async throws {
    let cancellation = SearchCancellation()
    let options = RunOptions(cancellation: cancellation) { progress in
      if progress.finishedNow == 5 { cancellation.cancel() }
    }
    await #expect(throws: SearchError.interrupted) {
      try await run(family(), folder.path, options: options)
    }
    #expect(try StudyFolder(folder.path).members.map(\.role) == ["architecture"])
    let whole = try await run(family(), folder.path + "-whole")
    defer { try? FileManager.default.removeItem(atPath: folder.path + "-whole") }
    let resumed = try await run(family(), folder.path)
    #expect(resumed.search == whole.search)
    #expect(try grid(resumed) == grid(whole))
  }

  @Test func aChangedFamilyIsRefused() async throws {
    _ = try await run(family(), folder.path)
    var longer = try family()
    longer.architecture.trials = 13
    await #expect(throws: SearchError.self, "another best has another grid") {
      var other = longer
      if case .grid(var definition) = other.coefficients {
        definition.phi = 2
        other.coefficients = .grid(definition)
      }
      _ = try await run(other, folder.path)
    }
    let text = try String(contentsOfFile: folder.path + "/family.json", encoding: .utf8)
    #expect(text.contains("\"trials\" : 12"), "a refused definition leaves the recorded one")
  }

  @Test func anotherBaselineIsRefused() async throws {
    guard case .grid(let definition) = try family().coefficients else {
      Issue.record("the method is lost")
      return
    }
    let base = try await run(family(), folder.path).baseline
    let other = try base.with(stages: Array(base.stages.reversed()))
    let study = folder.path + "/coefficients"
    for (baseline, isSame) in [(base, true), (other, false)] {
      var named = definition
      named.model = base.name
      let search = try CoefficientGridSearch(named, base: baseline, classes: 4, inputChannels: 3)
      do {
        _ = try await search.run(output: study, source: familyText, evaluator: StubEvaluator())
        #expect(isSame)
      } catch SearchError.definitionChanged(_, let changes) {
        #expect(!isSame && changes.joined().contains("another network"))
      }
    }
  }

  @Test func aMeanOfFewerSeedsIsNoCandidate() async throws {
    _ = try await run(family(), folder.path)
    let path = folder.path + "/coefficients/study.jsonl"
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let full = try StudyReport(folder: folder.path + "/coefficients")
    // The last training is under the second seed.
    try (lines.dropLast().joined(separator: "\n") + "\n").write(
      toFile: path, atomically: true, encoding: .utf8)
    let short = try StudyReport(folder: folder.path + "/coefficients")
    #expect(short.candidates.count == full.candidates.count - 1)
    #expect(short.rows.filter { $0.score != nil }.count == full.candidates.count)
  }

  @Test func whatIsNoStudyIsSaid() async throws {
    let manager = FileManager.default
    try manager.createDirectory(
      atPath: folder.path + "/empty", withIntermediateDirectories: true)
    try "x".write(toFile: folder.path + "/file", atomically: true, encoding: .utf8)
    _ = try await run(family(), folder.path + "/many/one")
    for (path, hint) in [
      ("none", "there is no such folder"), ("file", "it is a file"),
      ("empty", "it holds no study.jsonl"), ("many", "many/one/architecture"),
    ] {
      let error = #expect(throws: SearchError.self) { try StudyFolder(folder.path + "/" + path) }
      #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
    }
    #expect(throws: SearchError.self) { try StudyFolder.list(in: folder.path + "/none") }
    #expect(try StudyFolder.list(in: folder.path + "/empty").isEmpty)
  }
}
