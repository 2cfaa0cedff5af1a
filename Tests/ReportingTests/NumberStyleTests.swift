import Foundation
import Randomness
import Reporting
import Testing

@Suite struct NumberStyleTests {
  struct Case: CustomTestStringConvertible {
    let value: Double
    let style: NumberStyle
    let expected: String
    var testDescription: String { "\(value) as \(style)" }

    init(_ value: Double, _ style: NumberStyle, _ expected: String) {
      self.value = value
      self.style = style
      self.expected = expected
    }
  }

  static let cases = [
    // Table 2 of the paper prints these from the exact counts.
    Case(385_801_792, .scaled(.billions, significant: 2), "0.39 B"),
    Case(5_288_548, .scaled(.millions, significant: 2), "5.3 M"),
    Case(25_557_032, .scaled(.millions, significant: 2), "26 M"),
    Case(557_290_000, .scaled(.millions, significant: 2), "557 M"),
    Case(9.96e9, .scaled(.billions, significant: 2), "10 B"),
    Case(0.0996e9, .scaled(.billions, significant: 2), "0.10 B"),
    Case(0, .scaled(.billions, significant: 2), "0 B"),
    Case(999.6, .si(significant: 3), "1.00 K"),
    Case(999_499, .si(significant: 3), "999 K"),
    Case(999_999, .si(significant: 3), "1.00 M"),
    Case(12, .si(significant: 3), "12.0"),
    Case(2e15, .si(significant: 3), "2000 T"),
    Case(512e6, .bytes(significant: 3), "512 MB"),
    Case(1500, .bytes(significant: 2), "1.5 kB"),
    Case(0.0012, .seconds(significant: 2), "1.2 ms"),
    Case(2.5e-7, .seconds(significant: 2), "250 ns"),
    Case(0.9999, .seconds(significant: 2), "1.0 s"),
    Case(59.9, .seconds(significant: 3), "1 min 00 s"),
    Case(83, .seconds(significant: 3), "1 min 23 s"),
    Case(3599.6, .seconds(significant: 3), "1 h 00 min"),
    Case(7500, .seconds(significant: 3), "2 h 05 min"),
    Case(0, .seconds(significant: 3), "0 s"),
    Case(0.771, .percent(decimals: 1), "77.1 %"),
    Case(4.876, .ratio(significant: 2), "4.9x"),
    Case(10.6, .ratio(significant: 2), "11x"),
    // 2.675 and 1.005 lie just below the tie in binary64, 0.125 exactly on it (ties to even).
    Case(2.675, .decimals(2), "2.67"),
    Case(1.005, .decimals(2), "1.00"),
    Case(0.125, .decimals(2), "0.12"),
    Case(-0.001, .decimals(2), "0.00"),
    Case(-1.5, .decimals(1), "-1.5"),
    Case(0.1, .plain, "0.1"),
    Case(3, .plain, "3"),
    Case(-1_234_567.4, .grouped, "-1,234,567"),
    Case(.nan, .si(significant: 3), "nan"),
    Case(-.infinity, .decimals(1), "-inf"),
    Case(0.000123, .significant(2), "0.00012"),
    Case(0.0000999, .significant(2), "0.00010"),
    Case(999_999_999_999_999, .significant(2), "999999999999999"),
    Case(4.24e39, .significant(2), "4.2e+39"),
    Case(1.5e-9, .significant(2), "1.5e-09"),
  ]

  @Test(arguments: cases) func writesNumbers(_ example: Case) {
    #expect(example.style.text(example.value) == example.expected)
  }

  @Test func integersKeepEveryDigit() {
    #expect(NumberStyle.plain.text(Int.max) == "9223372036854775807")
    #expect(NumberStyle.grouped.text(Int.max) == "9,223,372,036,854,775,807")
    #expect(NumberStyle.grouped.text(-999) == "-999")
    #expect(NumberStyle.grouped.text(1000) == "1,000")
    #expect(NumberStyle.si(significant: 3).text(950) == "950")
    #expect(NumberStyle.bytes(significant: 3).text(999) == "999 B")
  }

  @Test func extremesStayInBounds() {
    #expect(NumberText.fixed(-.greatestFiniteMagnitude, decimals: 340).count == 1 + 309 + 1 + 340)
    #expect(NumberText.fixed(0.5, decimals: -3) == "0")
    #expect(NumberStyle.seconds(significant: 2).text(1e300).hasSuffix(" s"))
    #expect(NumberText.significant(.leastNonzeroMagnitude, digits: 1) == "5e-324")
    #expect(NumberText.significant(-.greatestFiniteMagnitude, digits: 3) == "-1.80e+308")
  }
}

@Suite struct FixedTextTests {
  /// What the C library's formatter writes, over sizes and digits, ties among them.
  @Test func equalsTheLibrarysFormatter() {
    var generator = CounterGenerator(seed: 1, purpose: "fixed text", index: 0)
    for number in 0..<20_000 {
      let decimals = number % 10
      let size = pow(10, 14 * generator.uniform() - 4)
      let value =
        number % 3 == 0
        ? (generator.uniform() * 200).rounded() / 8
        : (generator.uniform() - 0.5) * size
      let expected = String(format: "%.\(decimals)f", value)
      let isZero = !expected.contains { ("1"..."9").contains($0) }
      #expect(
        NumberText.fixed(value, decimals: decimals)
          == (isZero && expected.hasPrefix("-") ? String(expected.dropFirst()) : expected),
        "\(value), \(decimals)")
    }
  }
}
