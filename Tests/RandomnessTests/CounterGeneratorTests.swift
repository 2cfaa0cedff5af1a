import Foundation
import Randomness
import Testing

@Suite struct CounterGeneratorTests {
  @Test func streamsAreFunctionsOfTheirKeys() {
    var first = CounterGenerator(seed: 1, purpose: "a", index: 2)
    var again = CounterGenerator(seed: 1, purpose: "a", index: 2)
    #expect((0..<5).map { _ in first.next() } == (0..<5).map { _ in again.next() })
    let heads = [
      CounterGenerator(seed: 2, purpose: "a", index: 2),
      CounterGenerator(seed: 1, purpose: "b", index: 2),
      CounterGenerator(seed: 1, purpose: "a", index: 3),
      CounterGenerator(seed: 1, purpose: "a", index: 2),
    ].map { generator -> UInt64 in
      var generator = generator
      return generator.next()
    }
    #expect(Set(heads).count == 4)
  }

  @Test func boundedNumbersAreUniform() {
    var generator = CounterGenerator(seed: 3, purpose: "uniform")
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[generator.index(below: 7)] += 1 }
    // Chi-square with 6 degrees of freedom: 22.46 is its 99.9 % point.
    let chi = counts.reduce(0) { $0 + pow(Double($1) - 10_000, 2) / 10_000 }
    #expect(chi < 22.46)
  }
}
