@testable import SearchSpaces
import Testing

@Suite struct ArchitectureCountTests {
  /// Powers of ten have known digits and carry at every base.
  @Test(arguments: [0, 1, 17, 18, 19, 20, 38, 39, 57, 100])
  func printsPowersOfTen(exponent: Int) {
    let power = (0..<exponent).reduce(ArchitectureCount(1)) { count, _ in count * 10 }
    #expect(power.description == "1" + String(repeating: "0", count: exponent))
    let nines = power + ArchitectureCount(23)
    #expect(nines.description.hasSuffix(exponent > 1 ? "23" : exponent == 1 ? "33" : "24"))
    #expect(power < nines && power * 9 < power * 10)
  }

  @Test func countsPast128Bits() {
    let top = ArchitectureCount(.max)
    #expect(top.description == "340282366920938463463374607431768211455")
    let next = top + ArchitectureCount(1)
    #expect(next.description == "340282366920938463463374607431768211456")
    #expect((top.bitWidth, next.bitWidth, ArchitectureCount.zero.bitWidth) == (128, 129, 0))
    #expect(top < next && next > ArchitectureCount(1) && !(next < next))
    #expect((top * 0) == .zero)
  }

  @Test(arguments: [0, 1, 63, 64, 65, 127, 128, 200])
  func readsBitsFromAnyPlace(excess: Int) {
    let pattern: UInt128 = 0xF123_4567_89AB_CDEF_0FED_CBA9_8765_4321
    let shifted = (0..<excess).reduce(ArchitectureCount(pattern)) { count, _ in count * 2 }
    #expect(shifted.bits(from: excess) == pattern)
    #expect(shifted.bits(from: excess + 8) == pattern >> 8)
    #expect(shifted.bitWidth == excess + 128)
  }
}
