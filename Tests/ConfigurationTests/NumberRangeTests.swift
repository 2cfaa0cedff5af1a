import Configuration
import Testing

@Suite struct NumberRangeTests {
  @Test(arguments: [
    ("1.0...1.4:0.05", [1.0, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.35, 1.4]),
    ("0...7", [0, 1, 2, 3, 4, 5, 6, 7]),
    ("-1...2:0.5", [-1, -0.5, 0, 0.5, 1, 1.5, 2]),
    ("0.1..0.75:0.2", [0.1, 0.3, 0.5, 0.7]),
    ("2 ... 2", [2]),
    ("1e-3...3e-3:1e-3", [0.001, 0.002, 0.003]),
  ])
  func valuesAreTheDecimals(text: String, expected: [Double]) throws {
    #expect(try NumberRange(parsing: text).values == expected)
  }

  @Test(arguments: [
    "", "1", "...", "1...", "...2", "2...1", "1...2:0", "1...2:-1", "1...2:x", "a...b",
    "0...1:1e-9", "0...1e308:1e-308", "nan...1", "1...2:0.1:3",
  ])
  func nonsenseIsRefused(text: String) {
    #expect(throws: NumberRange.ParsingError.self) { try NumberRange(parsing: text) }
  }
}
