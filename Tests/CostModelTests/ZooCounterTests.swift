import CostModel
import ModelZoo
import Networks
import Testing

/// What pycls states for one network (`pycls.json`).
private struct PyclsReports: Decodable {
  struct Row: Decodable {
    let network: String
    let resolution: Int
    let flops: Int
    let params: Int
    let acts: Int
  }
  let rows: [Row]
}

/// The presets against the counters' own reports, on every network that both know.
@Suite struct ZooCounterTests {
  /// Networks that a tool was run on in an implementation that hides operators from it: poolings,
  /// activations or normalisations called as functions, or of classes that the tool has no hook for.
  private static let hidden: [String: Set<String>] = [
    "ptflops": [
      "mobilenet-v2", "densenet-169", "densenet-264", "inception-v3", "nasnet-a-large",
      "convnext-t",
    ],
    "thop": [
      "mobilenet-v2", "densenet-169", "densenet-264", "inception-v3", "nasnet-a-large",
      "convnext-t",
    ],
    "calflops": ["nasnet-a-large"],
    "torchinfo": ["nasnet-a-large"],
  ]

  @Test(arguments: Convention.presets.filter { $0 != .paper && $0 != .exhaustive })
  func presetsReproduceTheCounters(convention: Convention) throws {
    let name = convention.name == "pycls" ? "ptflops-aten" : convention.name
    var compared = 0
    for row in try Fixtures.decode(CounterReports.self, from: "counters").rows {
      let reported = try #require(row.reported[name])
      let network = try ModelZoo.model(named: row.network).network(
        resolution: Resolution(row.resolution))
      let count = try ConventionCount(of: network, convention: convention)
      let hides = Self.hidden[name]?.contains(row.network) == true
      #expect((count.total == reported) == !hides, "\(row.network)")
      // What is hidden is small: no tool's rule is wrong by more than one percent.
      #expect(abs(Double(count.total) / Double(reported) - 1) < 0.01, "\(row.network)")
      compared += 1
    }
    #expect(compared == 15)
  }

  @Test func pyclsComesOutExactly() throws {
    let rows = try Fixtures.decode(PyclsReports.self, from: "pycls").rows
    #expect(rows.count == 13)
    for row in rows {
      let network = try ModelZoo.model(named: row.network).network(
        resolution: Resolution(row.resolution))
      let count = try ConventionCount(of: network, convention: .pycls)
      #expect(count.total == row.flops, "\(row.network)")
      #expect(count.activations == row.acts, "\(row.network)")
      #expect(try NetworkCost(of: network).total.parameters == row.params, "\(row.network)")
    }
  }
}
