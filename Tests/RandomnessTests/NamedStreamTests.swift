import Foundation
import Testing

@testable import Randomness

/// Streams that a text names.
@Suite struct NamedStreamTests {
  /// The numbers that studies were made with, computed beside this code from the three definitions
  /// (FNV-1a, SplitMix64's finaliser, its stream).
  @Test func bitsAreThoseOfRecordedStudies() {
    var generator = CounterGenerator(seed: 1, purpose: "tpe", index: 7)
    let expected: [UInt64] = [
      0x8AC3_59B4_D210_B04E, 0x19EA_1C11_965F_2863, 0x81D0_A614_00DC_FDC7, 0xDC8C_8FA2_A544_1B4B,
      0xE87E_B9C5_FCAC_DBE7,
    ]
    #expect((0..<5).map { _ in generator.next() } == expected)
  }

  /// The first numbers from 1234567, as published for the reference implementation.
  @Test func splitMixAgreesWithItsReference() {
    var state: UInt64 = 1_234_567
    let numbers = (0..<3).map { _ in SplitMix64.next(&state) }
    #expect(
      numbers == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
  }

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

  @Test func wideBoundsAreKept() {
    var generator = CounterGenerator(seed: 4, purpose: "wide")
    let bound = UInt128(1) << 100 + 1
    let draws = (0..<200).map { _ in generator.number(below: bound) }
    #expect(draws.allSatisfy { $0 < bound })
    #expect(draws.contains { $0 > bound / 2 } && draws.contains { $0 < bound / 2 })
  }
}

@Suite struct StableHashTests {
  /// Vectors of the hash's authors.
  @Test(arguments: [
    ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8"),
  ])
  func agreesWithItsAuthors(text: String, hash: String) {
    #expect(StableHash(text.utf8).hexadecimal == hash)
    var parts = StableHash()
    for byte in text.utf8 { parts.combine([byte]) }
    #expect(parts == StableHash(text.utf8))
  }
}
