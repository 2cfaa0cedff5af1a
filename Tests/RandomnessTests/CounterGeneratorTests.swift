import Testing

@testable import Randomness

@Suite struct CounterGeneratorTests {
  private func generator(_ index: UInt64, seed: UInt64 = 1) -> CounterGenerator {
    CounterGenerator(seed: seed, purpose: RandomPurpose(rawValue: 5000), index: index)
  }

  /// Known answers of Philox 4×32-10, from the file `kat_vectors` of its authors' Random123.
  @Test func philoxAgreesWithItsAuthors() {
    let cases: [(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, expected: SIMD4<UInt32>)] = [
      (
        SIMD4(0, 0, 0, 0), SIMD2(0, 0),
        SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8)
      ),
      (
        SIMD4(repeating: ~0), SIMD2(repeating: ~0),
        SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD)
      ),
      (
        SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344), SIMD2(0xA409_3822, 0x299F_31D0),
        SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1)
      ),
    ]
    for (counter, key, expected) in cases {
      #expect(Philox.words(counter: counter, key: key) == expected)
    }
  }

  /// Every part of a stream's name changes the stream.
  @Test func streamsDiffer() {
    var streams: [CounterGenerator] = []
    for seed: UInt64 in [0, 1, 1 << 32, .max] {
      for purpose: UInt32 in [1, 2] {
        for index: UInt64 in [0, 1, 1 << 32] {
          streams.append(
            CounterGenerator(seed: seed, purpose: RandomPurpose(rawValue: purpose), index: index))
        }
      }
    }
    let first = streams.map { stream in
      var stream = stream
      return stream.next()
    }
    #expect(Set(first).count == streams.count)
  }

  @Test(arguments: [0, 1, 2, 3, 10, 1000])
  func permutations(count: Int) {
    var random = generator(3)
    #expect(random.permutation(count).sorted() == (0..<Int32(count)).map { $0 })
  }

  /// Each of the six orders of three comes up about as often: within five standard deviations.
  @Test func permutationsAreUniform() {
    var counts: [[Int32]: Int] = [:]
    for index in 0..<6000 as Range<UInt64> {
      var random = generator(index)
      counts[random.permutation(3), default: 0] += 1
    }
    #expect(counts.count == 6)
    #expect(counts.values.allSatisfy { abs($0 - 1000) < 5 * 29 })
  }

  @Test func indicesAreUniform() {
    var random = generator(0)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[random.index(below: 7)] += 1 }
    // σ = √(70000 · 1/7 · 6/7) = 92.6
    #expect(counts.allSatisfy { abs($0 - 10_000) < 5 * 93 })
    #expect(random.index(below: 1) == 0)
    for _ in 0..<100 { #expect((0..<Int.max).contains(random.index(below: .max))) }
  }

  @Test func ranges() {
    var random = generator(1)
    var (sum, squares, normalSum, normalSquares, hits) = (0.0, 0.0, 0.0, 0.0, 0)
    let count = 40_000
    for _ in 0..<count {
      let unit = random.uniform()
      #expect(unit >= 0 && unit < 1)
      sum += unit
      squares += unit * unit
      #expect((-2...3).contains(random.uniform(-2...3)))
      let value = random.logUniform(3...9)
      #expect(value > 2.9999 && value < 9.0001)
      let normal = random.normal()
      normalSum += normal
      normalSquares += normal * normal
      if random.chance(0.3) { hits += 1 }
      #expect(!random.chance(0) && random.chance(1))
    }
    // Five standard deviations of each mean.
    let deviation = 5 / Double(count).squareRoot()
    #expect(abs(sum / Double(count) - 0.5) < deviation * (1.0 / 12).squareRoot())
    #expect(abs(squares / Double(count) - 1.0 / 3) < deviation * (4.0 / 45).squareRoot())
    #expect(abs(normalSum / Double(count)) < deviation)
    #expect(abs(normalSquares / Double(count) - 1) < deviation * 2.0.squareRoot())
    #expect(abs(Double(hits) / Double(count) - 0.3) < deviation * 0.21.squareRoot())
  }
}
