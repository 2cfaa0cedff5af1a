import CompoundCommands
import Foundation
import SearchTestSupport
import Testing

/// `compound chart`: what may go together, and in which form the picture comes.
@Suite struct ChartCommandTests {
  private func run(_ line: String) async -> (status: Int32, results: String, diagnostics: String) {
    let captured = Captured()
    let status = await CompoundProgram.run(
      line.split(separator: " ").map(String.init), streams: captured.streams)
    let texts = captured.texts
    return (status, texts.results, texts.diagnostics.joined(separator: "\n"))
  }

  @Test(arguments: [
    ("chart figure3 --model efficientnet-b0", "for figure2; found figure3"),
    ("chart figure8 --phi 2", "for figure2; found figure8"),
    ("chart figure2 --with resnet-50", "figure2 has no place for other networks"),
    ("chart figure6 --with resnet-50", "figure6 has no place for other networks"),
    ("chart figure8 --format png", "--format png needs --output"), ("chart figure7", "figure6"),
    ("chart figure8 --format jpg", "'svg', 'png' or 'pdf'"),
  ])
  func whatDoesNotGoTogetherIsRefused(line: String, message: String) async {
    let outcome = await run(line)
    #expect(outcome.status == 64 && outcome.results.isEmpty)
    #expect(outcome.diagnostics.contains(message), "\(outcome.diagnostics)")
  }

  @Test(arguments: [
    ("chart figure2 --model vit-b-16", "no stages"), ("chart figure2 --model nonsense", "nonsense"),
    ("chart figure2 --phi 90", "depth"),
  ])
  func networksThatCannotBeScaledAreRefused(line: String, message: String) async {
    let outcome = await run(line)
    #expect(outcome.status == 65 && outcome.results.isEmpty)
    #expect(outcome.diagnostics.contains(message), "\(outcome.diagnostics)")
  }

  /// B0 has 386 M (Table 2 prints 0.39 B); the others are as near to each other as whole layers and
  /// channels in eights allow.
  @Test func figure2ShowsFiveNetworksOfEqualCost() async throws {
    let svg = await run("chart figure2").results
    for title in ["baseline", "width ×", "depth ×", "resolution ×", "compound, φ = 1"] {
      #expect(svg.contains(">\(title)"), "\(title)")
    }
    let costs = svg.components(separatedBy: " M multiply-adds<").dropLast()
      .compactMap { $0.split(separator: ">").last.flatMap { Double($0) } }
    #expect(costs.count == 5 && costs.first == 386)
    for cost in costs.dropFirst() { #expect(abs(cost / costs[4] - 1) < 0.1, "\(cost)") }
    #expect(
      await run("chart figure2 --model mobilenet-v2 --phi 0.5").results.contains("mobilenet-v2"))
  }

  @Test func theFileSaysItsForm() async throws {
    try await withTemporaryFolder { folder in
      #expect(await run("chart figure6 --output \(folder)/a.svg").status == 0)
      let drawing = try beginning(of: "\(folder)/a.svg")
      #expect(drawing == Array("<svg".utf8))
      let png = await run("chart figure6 --output \(folder)/a.png")
      if png.status == 65 {
        // The converter is not on this machine, and the message says which package has it.
        #expect(png.diagnostics.contains("librsvg2-bin"))
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/a.png"))
        return
      }
      let pixels = try beginning(of: "\(folder)/a.png")
      #expect(pixels == [0x89, 0x50, 0x4E, 0x47])
      #expect(await run("chart figure6 --format pdf --output \(folder)/b.png").status == 0)
      let page = try beginning(of: "\(folder)/b.png")
      #expect(page == Array("%PDF".utf8))
    }
  }

  private func beginning(of path: String) throws -> [UInt8] {
    try Data(contentsOf: URL(fileURLWithPath: path)).prefix(4).map { $0 }
  }
}
