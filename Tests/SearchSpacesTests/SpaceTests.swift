import Architectures
import Configuration
import CostModel
import Foundation
import Randomness
import SearchTestSupport
import Studies
import Testing

@testable import SearchSpaces

/// Every encoding of a space, and of those inside it the canonical ones, by trying all of them.
private func canonicalEncodings(_ space: SearchSpace) -> Set<[Int]> {
  var encodings: [[Int]] = [[]]
  for decision in space.decisions {
    encodings = encodings.flatMap { row in decision.options.indices.map { row + [$0] } }
  }
  return Set(encodings.compactMap(space.canonical))
}

@Suite struct SpaceTests {
  /// The crooked space on images of 33 rows and 18 columns, whose sides round apart.
  private static let rectangularSpace = crookedSpace.replacingOccurrences(
    of: "resolution: 33", with: "resolution: [33, 18]")

  @Test(arguments: [crookedSpace, risingSpace, rectangularSpace])
  func countsCostsAndRangesAgreeWithBruteForce(_ text: String) throws {
    let space = try space(text)
    let graph = try SpaceGraph(space)
    let encodings = canonicalEncodings(space)
    let architectures = try Set(encodings.map { try space.architecture($0).stages })
    #expect(architectures.count == encodings.count, "canonical encodings are distinct networks")
    #expect(graph.count == ArchitectureCount(UInt128(encodings.count)) && encodings.count > 100)
    var costs: [AdditiveCosts] = []
    for encoding in encodings.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let exact = try Figures(of: space.architecture(encoding))
      let sum = try #require(graph.costs(of: encoding))
      #expect(
        (sum.multiplyAdds, sum.parameters, sum.activations)
          == (exact.multiplyAdds, exact.parameters, exact.activations))
      costs.append(sum)
    }
    var walked: [AdditiveCosts] = []
    graph.walk {
      walked.append($0); return true
    }
    let key = { (c: AdditiveCosts) in [c.multiplyAdds, c.parameters, c.activations] }
    #expect(
      walked.map(key).sorted { $0.lexicographicallyPrecedes($1) }
        == costs.map(key).sorted { $0.lexicographicallyPrecedes($1) })
    for metric in Metric.additive {
      let values = costs.map { $0[metric] }
      #expect(graph.range(of: metric) == (values.min() ?? 0)...(values.max() ?? 0))
    }
  }

  /// Every number of the table is an architecture of the band, and every one of them once: counting,
  /// completeness and uniformity in one.
  @Test(arguments: [crookedSpace, risingSpace], 0..<6)
  func bandsAreNumberedCompletely(_ text: String, _ shape: Int) throws {
    let space = try space(text)
    let graph = try SpaceGraph(space)
    let all = canonicalEncodings(space).map { ($0, graph.costs(of: $0)) }
    let byCost = all.compactMap { $0.1?.multiplyAdds }.sorted()
    let byParameters = all.compactMap { $0.1?.parameters }.sorted()
    let lower = byCost[byCost.count / 5]
    let upper = byCost[byCost.count * 3 / 5]
    let few = byParameters[byParameters.count / 3]
    let many = byParameters[byParameters.count * 4 / 5]
    let band: Bounds =
      switch shape {
      case 0: Bounds(multiplyAdds: .init(least: lower, most: upper))
      case 1: Bounds(multiplyAdds: .init(most: lower - 1))
      case 2: Bounds(parameters: .init(least: few, most: many))
      case 3: Bounds(multiplyAdds: .init(least: lower), parameters: .init(most: many))
      case 4:
        Bounds(
          multiplyAdds: .init(least: lower, most: upper), parameters: .init(least: few, most: many))
      default: Bounds()
      }
    let expected = Set(all.filter { $0.1.map(band.contains) ?? false }.map(\.0))
    let table = try BandTable(graph, band)
    #expect(table.count == UInt128(expected.count) && !expected.isEmpty)
    var found: Set<[Int]> = []
    for number in 0..<expected.count {
      let path = table[UInt128(number)]
      #expect(path.costs == graph.costs(of: graph.encoding(path)))
      found.insert(graph.encoding(path))
    }
    #expect(found == expected)
  }

  @Test func emptyBandsAreEmpty() throws {
    let graph = try SpaceGraph(space(risingSpace))
    let most = graph.range(of: .multiplyAdds).upperBound
    let table = try BandTable(graph, Bounds(multiplyAdds: .init(least: most + 1)))
    var generator = CounterGenerator(seed: 1, purpose: "test")
    #expect(table.count == 0 && table.sample(using: &generator) == nil)
    let crossed = Bounds(multiplyAdds: .init(least: 9, most: 3), parameters: .init(most: 1 << 40))
    #expect(try BandTable(graph, crossed).count == 0)
  }

  @Test func drawsAreUniform() throws {
    let graph = try SpaceGraph(space(risingSpace))
    let values = graph.range(of: .multiplyAdds)
    let middle = (values.lowerBound + values.upperBound) / 2
    let table = try BandTable(graph, Bounds(multiplyAdds: .init(least: middle)))
    var banded = CounterGenerator(seed: 2, purpose: "band")
    var free = CounterGenerator(seed: 2, purpose: "free")
    let sampler = UniformSampler(graph)
    let whole = Int(graph.count.bits(from: 0))
    for (count, draw) in [
      (Int(table.count), { table.sample(using: &banded).map(graph.encoding) }),
      (whole, { graph.encoding(sampler.sample(using: &free)) }),
    ] as [(Int, () -> [Int]?)] {
      var counts: [[Int]: Int] = [:]
      for _ in 0..<(count * 20) {
        if let encoding = draw() { counts[encoding, default: 0] += 1 }
      }
      #expect(counts.count == count, "each is drawn about twenty times")
      let chi = counts.values.reduce(0) { $0 + pow(Double($1) - 20, 2) / 20 }
      // The chi-square statistic has mean n − 1 and variance 2(n − 1); four deviations either way.
      let freedom = Double(count - 1)
      #expect(abs(chi - freedom) < 4 * (2 * freedom).squareRoot())
    }
  }

  @Test(arguments: [false, true]) func frontsAgreeWithBruteForce(_ isMaximised: Bool) throws {
    let space = try space(crookedSpace)
    let graph = try SpaceGraph(space)
    let points = canonicalEncodings(space).compactMap(graph.costs).map {
      [Double($0.multiplyAdds), Double($0.parameters) * (isMaximised ? -1 : 1)]
    }
    let expected = Set(ParetoFront.indices(of: points).map { points[$0] })
    let front = try graph.front(
      SpaceObjective(.multiplyAdds), SpaceObjective(.parameters, isMaximised: isMaximised))
    let found = front.map {
      [Double($0.costs.multiplyAdds), Double($0.costs.parameters) * (isMaximised ? -1 : 1)]
    }
    #expect(Set(found) == expected && found.count == expected.count)
    #expect(front.allSatisfy { graph.costs(of: graph.encoding($0)) == $0.costs })
  }

  @Test func histogramsCoverTheWholeSpace() throws {
    let graph = try SpaceGraph(space(crookedSpace))
    let summary = try SpaceSummary(graph, table: BandTable(graph, Bounds()))
    #expect(summary.histogramDraws == nil)
    #expect(abs(summary.histogram.reduce(0) { $0 + $1.share } - 1) < 1e-12)
    #expect(summary.countInBand.map { ArchitectureCount($0) } == summary.count)
    #expect(summary.histogram[0].share > 0)
  }

  @Test(arguments: [
    ("block: [convolution, mbConv]", "block: [convolution, mbConf]", "mbConf"),
    ("channels: [8, 16]", "channels: [8, 8]", "stands twice"),
    ("plus: [-1, 0]", "plus: [-2, 0]", "expected 1 or more"),
    ("{shared: kernel}", "{shared: kernal}", "no shared choice 'kernal'"),
    ("kernelSize: [3, 7]", "kernelSize: [3, 4]", "4"),
    ("kernel: [3, 5]", "kernel: [3, 5]\n  idle: [1, 2]", "makes no difference"),
    ("stem: {channels: 8}", "stem: {chanels: 8}", "channels"),
    ("when: {block: mbConv", "when: {blok: mbConv", "block"),
  ])
  func mistakesAreNamed(_ found: String, _ mistake: String, _ hint: String) throws {
    let text = crookedSpace.replacingOccurrences(of: found, with: mistake)
    try #require(text != crookedSpace)
    let error = #expect(throws: (any Error).self) { try space(text) }
    #expect(error.map { "\($0)" }?.contains(hint) == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test func encodingsOutsideTheSpaceAreRefused() throws {
    let space = try space(crookedSpace)
    #expect(space.canonical([]) == nil)
    #expect(space.canonical(space.decisions.map { _ in 9 }) == nil)
    #expect(throws: SpaceError.self) { try space.architecture([1]) }
  }
}

@Suite struct RadixOrderTests {
  @Test(arguments: [0, 1, 2, 3000]) func agreesWithAStableSort(_ count: Int) {
    var generator = CounterGenerator(seed: 3, purpose: "radix", index: count)
    for spread in [1, 5, 3000, 1 << 40, Int.max / 4] {
      let keys = (0..<count).map { _ in generator.index(below: spread) - spread / 2 }
      let expected = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
      #expect(radixOrder(keys).map(Int.init) == expected)
      let second = (0..<count).map { _ in generator.index(below: 7) }
      let within = keys.indices.sorted {
        (keys[$0], second[$0], $0) < (keys[$1], second[$1], $1)
      }
      #expect(radixOrder(keys, within: radixOrder(second)).map(Int.init) == within)
    }
  }

  @Test func listsCountAsTheirDefinitionSays() {
    var generator = CounterGenerator(seed: 4, purpose: "list")
    for length in [0, 1, 127, 128, 129, 1000] {
      let values = (0..<length).map { _ in generator.index(below: 300) }.sorted()
      let list = IndexedList(values)
      for bound in stride(from: -1, through: 301, by: 7) {
        #expect(list.count(below: bound) == values.count { $0 < bound })
        #expect(list.count(upTo: bound) == values.count { $0 <= bound })
      }
    }
  }
}
