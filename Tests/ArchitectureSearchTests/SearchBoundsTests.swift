import Architectures
import CostModel
import Foundation
import SearchSpaces
import SearchTestSupport
import Searches
import Studies
import TestSupport
import Testing

@testable import ArchitectureSearch

/// Search files that bound what is no sum over stages, on devices of any kind.
@Suite struct SearchBoundsTests {
  private func text(objective: String, bounds: String, training: String) -> String {
    """
    search: architecture
    space:
      name: pair
      resolution: 32
      classes: 10
      stem: {channels: 8}
      stages:
        - {block: mbConv, expansionRatio: 2, channels: [8, 16, 24, 32], stride: 2, repeats: [1, 2, 3]}
    objective: \(objective)
    \(bounds)
    trials: 12
    proxy: {resolution: 16}
    \(training)

    """
  }

  private func definition(
    objective: String = "{target: 1M}", bounds: String, training: String = "training: {epochs: 1}"
  ) throws -> ArchitectureSearchDefinition {
    let text = text(objective: objective, bounds: bounds, training: training)
    guard case .architecture(let definition) = try SearchFile(text: text, path: "t.yaml").definition
    else { throw SearchError.interrupted }
    return definition
  }

  private func withDeviceFile(_ body: (_ path: String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(UUID().uuidString).yaml").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try """
    name: my-board
    operationsPerSecond: 1e9
    bytesPerSecond: 1e9
    launchSeconds: 1e-6
    source: made up
    """.write(toFile: path, atomically: true, encoding: .utf8)
    try body(path)
  }

  private func message(objective: String = "{target: 1M}", bounds: String) -> String {
    do {
      _ = try definition(objective: objective, bounds: bounds)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func boundsKnowEveryMetric() throws {
    let definition = try definition(
      bounds: """
        within: {activations: {least: 1k, most: 2M}, memory: 64MiB, latency: 20ms@nvidia-t4}
        budgets: {parameters: 5k, latency: 30ms}
        """)
    #expect(
      definition.band
        == Bounds(
          activations: .init(least: 1000, most: 2_000_000), memory: .atMost(67_108_864),
          latency: .atMost(0.02)))
    #expect(definition.budgets == Bounds(parameters: .atMost(5000), latency: .atMost(0.03)))
    #expect(definition.objective.device == (try .named("nvidia-t4")))
    #expect(
      definition.measured
        == [.multiplyAdds, .parameters, .activations, .memory, .latency])
  }

  @Test func aDeviceFileIsADevice() throws {
    try withDeviceFile { path in
      let latency = try definition(
        objective: "{cost: latency, target: 20ms, device: \(path)}", bounds: "")
      #expect(latency.objective.device?.name == "my-board")
      let bounded = try definition(bounds: "within: {latency: 1s@\(path)}")
      #expect(bounded.objective.device == latency.objective.device)
      // The study keeps the device itself, whatever becomes of the file.
      let data = try JSONEncoder().encode(latency)
      try FileManager.default.removeItem(atPath: path)
      let restored = try JSONDecoder().decode(ArchitectureSearchDefinition.self, from: data)
      #expect(restored == latency)
    }
  }

  @Test func mistakesAreNamed() {
    let cases: [(objective: String, bounds: String, hint: String)] = [
      ("{target: 1M}", "within: {latency: 20ms}", "latency without a device"),
      ("{target: 1M}", "within: {latency: 20ms@nowhere}", "no device is called 'nowhere'"),
      (
        "{cost: latency, target: 20ms, device: nvidia-t4}",
        "within: {latency: 20ms@nvidia-v100}", "a search has one device"
      ),
      ("{cost: latency, target: 20ms}", "", "expected a `device`"),
      ("{target: 1M, device: nvidia-t4}", "", "a `device` is read only where"),
      ("{target: 1M}", "within: {memory: {least: 2MB, most: 1MB}}", "above most 1000000"),
      ("{target: 1M}", "within: {memori: 2MB}", "memory"),
    ]
    for (objective, bounds, hint) in cases {
      let message = message(objective: objective, bounds: bounds)
      #expect(message.contains("t.yaml:") && message.contains(hint), "\(message)")
    }
  }

  /// What a study of before this type wrote, and what is still written for the same search.
  @Test func definitionsOfOlderStudiesAreTheSame() throws {
    let definition = try definition(
      objective: "{cost: latency, target: 20ms, device: nvidia-t4}",
      bounds: "within: {multiplyAdds: {most: 25M}}\nbudgets: {parameters: 5k, memory: 1MB}")
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(definition), as: UTF8.self)
    #expect(text.contains(#""band":{"multiplyAdds":{"most":25000000},"parameters":{}}"#))
    #expect(text.contains(#""budgets":{"memory":1000000,"parameters":5000}"#))
    #expect(text.contains(#""device":"nvidia-t4""#))
    let restored = try JSONDecoder().decode(
      ArchitectureSearchDefinition.self, from: Data(text.utf8))
    #expect(restored == definition)
  }

  @Test func lowerEndsOfBudgetsAreKept() throws {
    let definition = try definition(bounds: "budgets: {parameters: {least: 1k, most: 5k}}")
    let restored = try JSONDecoder().decode(
      ArchitectureSearchDefinition.self, from: JSONEncoder().encode(definition))
    #expect(restored.budgets == Bounds(parameters: .init(least: 1000, most: 5000)))
  }

  @Test func whatIsNoSumIsCheckedOnTheCandidate() async throws {
    let folder = try TemporaryFolder()
    var bounded = try definition(bounds: "within: {memory: 60k, latency: 1s@raspberry-pi-4}")
    bounded.sampler = SamplerDefinition(.grid)
    let search = try SpaceSearch(bounded, classes: 10, inputChannels: 3)
    #expect(search.domain.table.count == 12)
    let report = try await search.run(
      output: folder.path + "/study", source: "", evaluator: StubEvaluator()
    ).report
    #expect(report.refused > 0 && report.distinct > 0)
    for row in report.rows {
      let costs = try #require(row.costs)
      let (memory, latency) = (try #require(costs.memory), try #require(costs.latency))
      #expect((row.status == .refused) == (memory > 60_000), "\(memory)")
      #expect(latency < 1)
      guard row.status == .refused else { continue }
      #expect(row.cause == "\(memory) bytes of memory are over the budget of 60000")
    }
  }

  @Test func exactCountsSayWhatTheyCanNotCount() throws {
    let definition = try definition(bounds: "")
    let graph = try SpaceGraph(SearchSpace(definition.space))
    let memory = #expect(throws: SpaceError.self) {
      try BandTable(graph, Bounds(memory: .atMost(1)))
    }
    #expect(memory.map { "\($0)" }?.contains("memory is no sum over stages") == true)
    let three = Bounds(
      multiplyAdds: .atMost(1), parameters: .atMost(1), activations: .atMost(1))
    #expect(throws: SpaceError.self) { try BandTable(graph, three) }
    // Activations are a sum like the others: the half with the fewest is counted.
    let table = try BandTable(graph, Bounds())
    let all = (0..<12).map { table[$0].costs.activations }
    let most = all.sorted()[5]
    let half = try BandTable(graph, Bounds(activations: .atMost(most)))
    #expect(half.count == UInt128(all.count { $0 <= most }))
  }

  @Test func aCommandNeedsNoTraining() throws {
    let command = "evaluator: {command: \"train {architecture} > {result}\"}"
    #expect(try definition(bounds: command, training: "").training == TrainingDefinition(epochs: 1))
    #expect(
      try definition(bounds: command, training: "training: {seeds: 2}").training
        == TrainingDefinition(epochs: 1, seeds: 2))
    #expect(throws: (any Error).self) { try definition(bounds: "", training: "") }
  }
}
