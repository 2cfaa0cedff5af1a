import Architectures
import CostModel
import Foundation
import Networks
import Testing

@Suite struct FiguresByMetricTests {
  /// EfficientNet-B0's parameters and multiply-adds by an independent recount (shape arithmetic in
  /// Python); the others are what their own models state.
  @Test func figuresAreThoseOfTheModels() throws {
    let network = try efficientNetB0().lowered()
    let device = try Device.named("raspberry-pi-4")
    let figures = try Figures(
      of: efficientNetB0(), measuring: [.memory, .latency], batch: 2, on: device)
    #expect(figures.multiplyAdds == 385_814_752)
    #expect(figures.parameters == 5_288_548)
    #expect(figures[.multiplyAdds] == 385_814_752)
    #expect(figures[.activations] == Double(try NetworkCost.total(of: network).activations))
    #expect(figures.memory == (try InferenceMemory(of: network, batch: 2).totalBytes))
    #expect(figures.latency == (try Latency(of: network, on: device, batch: 2).seconds))
  }

  @Test func onlyWhatIsAskedForIsWorkedOut() throws {
    let network = try efficientNetB0().lowered()
    let sums = try Figures(of: network)
    #expect(sums.memory == nil && sums[.memory] == nil)
    #expect(sums.latency == nil && sums[.latency] == nil)
    let error = #expect(throws: CostError.self) {
      try Figures(of: network, measuring: [.latency])
    }
    #expect(error?.message.contains("expected a device") == true)
  }

  /// The keys of every study's journal.
  @Test func keysAreThoseOfJournals() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let sums = Figures(multiplyAdds: 3, parameters: 2, activations: 1)
    #expect(
      String(decoding: try encoder.encode(sums), as: UTF8.self)
        == #"{"activations":1,"multiplyAdds":3,"parameters":2}"#)
    let all = Figures(
      multiplyAdds: 3, parameters: 2, activations: 1, memory: 7, latency: 0.5)
    let text = try encoder.encode(all)
    #expect(
      String(decoding: text, as: UTF8.self)
        == #"{"activations":1,"latency":0.5,"memory":7,"multiplyAdds":3,"parameters":2}"#)
    #expect(try JSONDecoder().decode(Figures.self, from: text) == all)
  }

  @Test func metricsAreReadAndPrintedInTheirUnits() throws {
    let cases: [(Metric, String, Double, String)] = [
      (.multiplyAdds, "0.39B", 390_000_000, "390 M"), (.parameters, "5.3M", 5_300_000, "5.3 M"),
      (.activations, "10k", 10_000, "10 K"), (.memory, "64MiB", 67_108_864, "67.1 MB"),
      (.latency, "20ms", 0.02, "20 ms"),
    ]
    for (metric, text, value, printed) in cases {
      #expect(abs(try metric.value(parsing: text) / value - 1) < 1e-12)
      #expect(metric.text(value) == printed)
    }
    #expect(Metric.additive == [.multiplyAdds, .parameters, .activations])
    #expect(throws: CostError.self) { try Metric.latency.value(parsing: "20") }
  }
}

@Suite struct BoundsTests {
  private let figures = Figures(
    multiplyAdds: 100, parameters: 50, activations: 10, memory: 4000, latency: 0.25)

  @Test func theFirstMetricOutsideIsNamed() {
    #expect(Bounds().refusal(of: figures) == nil)
    #expect(Bounds(multiplyAdds: .init(least: 100, most: 100)).refusal(of: figures) == nil)
    let cases: [(Bounds, String)] = [
      (
        Bounds(multiplyAdds: .atMost(99), parameters: .atMost(1)),
        "100 multiply-adds are over the budget of 99"
      ),
      (Bounds(parameters: .atMost(49)), "50 parameters are over the budget of 49"),
      (Bounds(activations: .atLeast(11)), "10 activations are under the 11 asked for"),
      (Bounds(memory: .atMost(3999)), "4000 bytes of memory are over the budget of 3999"),
      (Bounds(latency: .atMost(0.2)), "0.25 seconds are over the budget of 0.2"),
    ]
    for (bounds, refusal) in cases { #expect(bounds.refusal(of: figures) == refusal) }
  }

  @Test func figuresThatWereNotWorkedOutAreRefusedByNone() {
    let sums = Figures(multiplyAdds: 100, parameters: 50, activations: 10)
    #expect(Bounds(memory: .atMost(1), latency: .atMost(1e-9)).refusal(of: sums) == nil)
  }

  /// Counts beyond 2^53 are compared as integers.
  @Test func countsAreExact() {
    let limit = 1 << 60
    let above = Figures(multiplyAdds: limit + 1, parameters: 0, activations: 0)
    #expect(Bounds(multiplyAdds: .atMost(limit)).refusal(of: above) != nil)
    #expect(Bounds(multiplyAdds: .atMost(limit + 1)).refusal(of: above) == nil)
  }

  @Test func boundsKnowTheirMetrics() {
    let bounds = Bounds(multiplyAdds: .atLeast(3), latency: .atMost(2))
    #expect(bounds.metrics == [.multiplyAdds, .latency])
    #expect(bounds.budgets.map(\.metric) == [.latency])
    #expect(!bounds.isOpen && Bounds().isOpen)
    #expect(!Bounds.Interval(least: 9, most: 3).contains(5))
  }

  /// What studies before this type wrote.
  @Test func bandsOfOlderStudiesAreRead() throws {
    let text = #"{"multiplyAdds":{"most":400},"parameters":{}}"#
    let bounds = try JSONDecoder().decode(Bounds.self, from: Data(text.utf8))
    #expect(bounds == Bounds(multiplyAdds: .atMost(400)))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(bounds), as: UTF8.self) == text)
  }

  @Test func budgetsAreUpperLimits() throws {
    let error = #expect(throws: CostError.self) {
      try BudgetFit(
        of: efficientNetB0(), along: .compound(.paper),
        within: Bounds(memory: .init(least: 1, most: 9)))
    }
    #expect(error?.message.contains("expected upper limits alone") == true)
    let missing = #expect(throws: CostError.self) {
      try BudgetFit(
        of: efficientNetB0(), along: .compound(.paper), within: Bounds(latency: .atMost(1)))
    }
    #expect(missing?.message.contains("without a device") == true)
  }
}

@Suite struct DeviceCodingTests {
  @Test func documentedDevicesAreTheirNames() throws {
    let device = try Device.named("nvidia-t4")
    let data = try JSONEncoder().encode([device])
    #expect(String(decoding: data, as: UTF8.self) == #"["nvidia-t4"]"#)
    #expect(try JSONDecoder().decode([Device].self, from: data) == [device])
  }

  @Test func otherDevicesAreTheirFigures() throws {
    let device = try Device(
      name: "nvidia-t4", operationsPerSecond: 1e12, sparseEfficiency: 0.25, bytesPerSecond: 1e10,
      launchSeconds: 1e-5, elementBytes: 2, fusesElementwise: false, source: "measured")
    let data = try JSONEncoder().encode(device)
    #expect(try JSONDecoder().decode(Device.self, from: data) == device)
    let wrong = String(decoding: data, as: UTF8.self)
      .replacingOccurrences(of: "\"elementBytes\":2", with: "\"elementBytes\":0")
    #expect(throws: CostError.self) {
      try JSONDecoder().decode(Device.self, from: Data(wrong.utf8))
    }
    #expect(throws: CostError.self) {
      try JSONDecoder().decode([Device].self, from: Data(#"["nowhere"]"#.utf8))
    }
  }
}
