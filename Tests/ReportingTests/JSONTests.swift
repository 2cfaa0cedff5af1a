import Foundation
import Testing

import Reporting

@Suite struct JSONTests {
  @Test func everyStringReadsBackTheSame() throws {
    let controls = String(String.UnicodeScalarView((0..<0x20).compactMap { Unicode.Scalar($0) }))
    for text in [
      "", "plain", "\"quoted\" \\ back/slash", controls, "\u{7F}\u{2028}\u{2029}",
      "α β² 漢字 👩‍👩‍👧 e\u{301}",
    ] {
      let written = JSONValue.array([.string(text)]).text
      let read = try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String]
      #expect(read.map { Array($0[0].unicodeScalars) } == Array(text.unicodeScalars))
      #expect(!written.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
    }
  }

  @Test(arguments: [
    0.1, -0.0, 1e300, .leastNonzeroMagnitude, .pi, 1 / 3, 1e16, 123456.789,
    .greatestFiniteMagnitude,
  ])
  func numbersReadBackToTheLastBit(_ value: Double) throws {
    let written = JSONValue.array([.number(value)]).text
    let read = try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [NSNumber]
    #expect(read?.first?.doubleValue.bitPattern == value.bitPattern)
  }

  @Test func integersAreNeverRounded() {
    #expect(JSONValue.integer(.max).text == "9223372036854775807")
    #expect(JSONValue.integer(.min).text == "-9223372036854775808")
    #expect(JSONValue.digits("36893488147419103233").text == "36893488147419103233")
  }

  @Test func whatJSONLacksIsNull() {
    let value: JSONValue = [.number(.nan), .number(.infinity), nil, true, false]
    #expect(value.text == "[null, null, null, true, false]")
  }

  @Test func objectsKeepTheirOrderAndNestLegibly() {
    let value: JSONValue = [
      "model": "b0", "stages": [["b": 2, "a": 1], ["b": 4, "a": 3.5]], "empty": [:], "none": [],
      "total": ["parameters": 3],
    ]
    #expect(
      value.text == """
        {
          "model": "b0",
          "stages": [
            {"b": 2, "a": 1},
            {"b": 4, "a": 3.5}
          ],
          "empty": {},
          "none": [],
          "total": {"parameters": 3}
        }
        """)
  }
}
