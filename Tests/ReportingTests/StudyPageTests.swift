import ArchitectureSearch
import Architectures
import CoefficientSearch
import CostModel
import Foundation
import SearchTestSupport
import Searches
import Studies
import TestSupport
import Testing

@testable import Reporting

@Suite struct StudyPageTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func search(trials: Int, name: String = "tiny") -> String {
    """
    search: architecture
    space:
      name: "\(name)"
      resolution: 32
      classes: 10
      stem: {channels: 8}
      defaults: {block: mbConv, kernelSize: [3, 5, 7], expansionRatio: [2, 3, 4, 6], repeats: [1, 2, 3]}
      stages:
        - {channels: [8, 16, 24], stride: 2}
        - {channels: [16, 24, 32], stride: 2}
        - {channels: [24, 32, 40], stride: 1}
    objective: {cost: multiplyAdds, target: 500K}
    sampler: random
    trials: \(trials)
    proxy: {resolution: 16}
    training: {epochs: 1}

    """
  }

  private func architectureStudy(
    trials: Int, name: String = "tiny", failures: [Int: String] = [:]
  ) async throws -> String {
    let text = search(trials: trials, name: name)
    guard
      case .architecture(let definition) = try SearchFile(text: text, path: "t.yaml").definition
    else { throw SearchError.interrupted }
    let path = folder.path + "/study"
    _ = try await SpaceSearch(definition, classes: 10, inputChannels: 3).run(
      output: path, source: text, evaluator: StubEvaluator(failures: failures),
      options: RunOptions(workers: 4))
    return path
  }

  private func page(_ path: String) throws -> (text: String, page: HTMLPage) {
    let text = HTMLReport.render(try StudyPage([StudyFolder(path)]).page())
    return (text, try HTMLPage(text))
  }

  @Test func aSearchIsShownFromItsAnswerToItsFiles() async throws {
    let path = try await architectureStudy(trials: 40, failures: [3: "exit code 3"])
    let report = try StudyReport(folder: path)
    let (_, page) = try page(path)
    let headings = page.all("h2").map(\.text)
    #expect(
      headings == [
        "What was asked", "The front", "What mattered", "Errors of all trials",
        "The best architectures", "All trials", "Files",
      ])
    // Every link within the page leads somewhere.
    let names = Set(page.elements.compactMap { $0.attributes["id"] })
    let links = page.all("a").compactMap { $0.attributes["href"] }.filter { $0.hasPrefix("#") }
    #expect(links.count == headings.count)
    #expect(links.allSatisfy { names.contains(String($0.dropFirst())) })
    // All trials have their row, the failed one with its cause.
    let rows = page.elements.filter { $0.name == "tr" && $0.parents.contains("tbody") }
    #expect(rows.count > report.rows.count)
    #expect(page.all("td").contains { $0.text.contains("exit code 3") })
    let best = try #require(report.best)
    let answer = page.elements.first { $0.name == "p" && $0.parents.last == "section" }
    #expect(answer?.text.contains("trial \(best.trial):") == true)
  }

  @Test func filesInThePageReadBack() async throws {
    let path = try await architectureStudy(trials: 12)
    let (_, page) = try page(path)
    let downloads = page.all("a").filter { $0.attributes["download"] != nil }
    #expect(downloads.map { $0.attributes["download"] }.contains("trials.csv"))
    for link in downloads {
      let href = try #require(link.attributes["href"])
      let data = try #require(
        Data(base64Encoded: String(href[href.range(of: ";base64,")!.upperBound...])))
      let text = try #require(String(data: data, encoding: .utf8))
      if link.attributes["download"]?.hasSuffix(".svg") == true { _ = try SVGPicture(text) }
      if link.attributes["download"] == "trials.csv" {
        let rows = try StudyReport(folder: path).rows.count
        #expect(text.split(separator: "\r\n").count == rows + 1)
      }
    }
  }

  @Test func nothingOutsideThePageIsLoaded() async throws {
    let (text, page) = try page(await architectureStudy(trials: 8))
    for element in page.elements {
      for key in ["src", "href", "action", "data", "srcset", "poster"] {
        guard let value = element.attributes[key] else { continue }
        #expect(value.hasPrefix("#") || value.hasPrefix("data:"), "\(element.name) \(key)=\(value)")
      }
    }
    #expect(!text.contains("url(") && !text.contains("@import"))
    let policy = page.all("meta").first { $0.attributes["http-equiv"] == "Content-Security-Policy" }
    #expect(policy?.attributes["content"]?.hasPrefix("default-src 'none'") == true)
  }

  @Test func strangersWordsStayWords() async throws {
    let markup = "<img src=x onerror=alert(1)></script><script>"
    let path = try await architectureStudy(
      trials: 6, name: "<script>alert(1)</script>", failures: [2: markup])
    let (_, page) = try page(path)
    #expect(page.all("script").count == 1)
    #expect(page.all("img").isEmpty)
    #expect(page.elements.allSatisfy { $0.attributes["onerror"] == nil })
    #expect(page.all("td").contains { $0.text.contains(markup) })
    #expect(page.all("title").first?.text.contains("<script>alert(1)</script>") == true)
  }

  /// Charts are XML, in which a name must not become an element either.
  @Test func strangersWordsStayWordsInCharts() async throws {
    let path = try await architectureStudy(
      trials: 12, name: "<script>alert('1')</script>&<g onload='x'>",
      failures: [2: "]]><script>"])
    let charts = try StudyExport(Study.read(folder: path)).writeCharts(to: path + "/charts")
    #expect(charts.count > 1)
    for name in charts {
      let text = try String(contentsOfFile: "\(path)/charts/\(name)", encoding: .utf8)
      let picture = try SVGPicture(text)
      #expect(!picture.elements.contains { $0.name == "script" || $0.name == "foreignObject" })
      #expect(picture.elements.allSatisfy { $0.attributes["onload"] == nil })
    }
  }

  @Test func aThousandTrialsFitTwoMegabytes() async throws {
    let (text, _) = try page(await architectureStudy(trials: 1000))
    #expect(text.utf8.count < 2_000_000)
  }

  @Test func aRunningSearchLoadsItselfAgain() async throws {
    let path = try await architectureStudy(trials: 4)
    var context = StudyPage.Context()
    context.running = ReportState(fraction: 0.25, text: "1 of 4 trainings.")
    let running = HTMLReport.render(try StudyPage([StudyFolder(path)], context: context).page())
    let page = try HTMLPage(running)
    #expect(page.elements.contains { $0.attributes["data-running"] != nil })
    #expect(page.all("progress").first?.attributes["value"] == "25")
    #expect(page.all("meta").contains { $0.attributes["http-equiv"] == "refresh" })
    let finished = try self.page(path).page
    #expect(!finished.elements.contains { $0.attributes["data-running"] != nil })
    #expect(!finished.all("meta").contains { $0.attributes["http-equiv"] == "refresh" })
  }

  @Test func studiesStandSideBySide() async throws {
    let path = try await architectureStudy(trials: 10)
    let other = folder.path + "/other"
    try FileManager.default.copyItem(atPath: path, toPath: other)
    let text = HTMLReport.render(
      try StudyPage([StudyFolder(path), StudyFolder(other)]).page())
    let page = try HTMLPage(text)
    #expect(page.all("h2").first?.text == "Side by side")
    #expect(page.all("h2").map(\.text).filter { $0.hasSuffix(": all trials") }.count == 2)
    let names = page.elements.compactMap { $0.attributes["id"] }
    #expect(Set(names).count == names.count)
  }

  @Test func aStudyOfNetworksIsShown() async throws {
    let study = ProxyCheckStudy(
      try NetworkStudy(
        members: NetworkSpread(count: 4, smallest: 300_000).members(
          of: [zoo("mobilenet-v2")], scale: scale, classes: 10, inputChannels: 3),
        epochs: [1, 2], training: TrainingDefinition(epochs: 1, seeds: 2)))
    _ = try await study.run(
      output: folder.path + "/check", source: "compound proxy-check\n",
      evaluator: StubEvaluator())
    let (_, page) = try page(folder.path + "/check")
    #expect(page.all("h2").map(\.text).contains("The answer in figures"))
    #expect(page.all("dd").contains { $0.text == "compound proxy-check" })
    #expect(page.all("p").contains { $0.text.contains("Kendall's τ") })
  }
}

@Suite struct ModelPageTests {
  @Test func costsAreThoseOfTheNetwork() throws {
    let text = HTMLReport.render(
      try ModelPage([zoo("efficientnet-b0")], device: .documented[0]).page())
    let page = try HTMLPage(text)
    // Counted by Keras and timm; arXiv:1905.11946 prints 5.3M and 0.39B.
    #expect(page.all("p").contains { $0.text.contains("5,288,548 parameters") })
    #expect(page.all("h2").map(\.text).contains("Roofline"))
    #expect(page.all("svg").count >= 3)
  }
}
