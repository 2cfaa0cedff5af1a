import Architectures
import CostModel
import SearchTestSupport
import Testing

@testable import SearchSpaces

/// Predicted times as sums over stages, against every architecture of a space.
@Suite struct LatencyBandTests {
  @Test(arguments: [crookedSpace, risingSpace], ["raspberry-pi-4", "nvidia-t4"])
  func whatIsWithinABoundIsCountedAndDrawn(_ text: String, _ name: String) throws {
    let space = try space(text)
    let device = try Device.named(name)
    let plain = try SpaceGraph(space)
    let all = try BandTable(plain, Bounds())
    var times: [SearchSpace.Encoding: Double] = [:]
    for number in 0..<Int(all.count) {
      let encoding = plain.encoding(all[UInt128(number)])
      times[encoding] = try Latency(of: space.architecture(encoding).lowered(), on: device).seconds
    }
    let sorted = times.values.sorted()
    let (least, most) = (sorted[sorted.count / 4], sorted[sorted.count / 2])
    for bounds in [
      Bounds(latency: .atMost(most)), Bounds(latency: .init(least: least, most: most)),
    ] {
      let steps = try #require(LatencySteps(for: bounds, on: device))
      let graph = try SpaceGraph(space, latencySteps: steps)
      let countable = try graph.countable(bounds)
      #expect(countable == bounds, "the times of this device are sums over stages")
      let table = try BandTable(graph, countable)
      let found = Set((0..<Int(table.count)).map { graph.encoding(table[UInt128($0)]) })
      #expect(UInt128(found.count) == table.count)
      let inside = Set(times.filter { bounds.latency.contains($0.value) }.keys)
      #expect(inside.count > 20 && inside.isSubset(of: found))
      // What is drawn beyond lies within a step a stage of an end.
      let slack = Double(graph.costedParts) * steps.seconds
      let wide = Bounds.Interval(
        least: bounds.latency.least.map { $0 - 2 * slack }, most: most + slack)
      #expect(found.allSatisfy { times[$0].map(wide.contains) ?? false })
    }
  }

  @Test func aThirdSumIsLeftToTheCandidate() throws {
    let bounds = Bounds(
      multiplyAdds: .atMost(1_000_000), parameters: .atMost(10_000), latency: .atMost(1))
    let steps = LatencySteps(for: bounds, on: try .named("nvidia-t4"))
    let graph = try SpaceGraph(space(crookedSpace), latencySteps: steps)
    #expect(try graph.countable(bounds) == bounds.additive)
    #expect(LatencySteps(for: bounds.additive, on: try .named("nvidia-t4")) == nil)
    #expect(LatencySteps(for: bounds, on: nil) == nil)
  }
}
