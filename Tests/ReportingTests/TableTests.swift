import Foundation
import Testing

import Reporting

@Suite struct TableTests {
  /// Two groups, every kind of cell, and text that each format must escape.
  static let table = {
    var table = Table(
      caption: "Costs & ratios",
      columns: [
        .text("model", "Model"),
        .number("parameters", "Parameters", .scaled(.millions, significant: 2)),
        .number("top1", "Top-1", unit: "%", .decimals(1)),
        .number("architectures", "Size", .grouped),
        .text("remark", "Remark"),
      ],
      notes: ["FLOPs are multiply-adds."])
    table.append(
      ["b0_a", .integer(5_288_548), 77.1, .digits("12345678901234567890123"), "x|y, \"z\""],
      role: .emphasized)
    table.append(["ResNet-50", .integer(25_557_032), 76.0, 1, .empty])
    table.beginGroup()
    table.beginGroup()
    table.append(["100% #1 {~^\\}$", .integer(.max), .empty, .empty, "two\nlines"])
    table.append(["Total", .integer(3), .empty, .empty, .empty], role: .total)
    return table
  }()

  @Test func textAlignsAndRules() {
    var table = Self.table
    table.caption = "漢字 & wide"
    table.append(["漢字", 0, 1.25, .empty, .boolean(true)])
    #expect(
      TextFormat().render(table) == """
        漢字 & wide

        Model                Parameters  Top-1 (%)                            Size  Remark
        ─────────────────────────────────────────────────────────────────────────────────────
        b0_a                      5.3 M       77.1  12,345,678,901,234,567,890,123  x|y, "z"
        ResNet-50                  26 M       76.0                               1
        ─────────────────────────────────────────────────────────────────────────────────────
        100% #1 {~^\\}$  9223372036855 M                                             two lines
        Total               0.0000030 M
        漢字                        0 M        1.2                                  yes
        ─────────────────────────────────────────────────────────────────────────────────────
        FLOPs are multiply-adds.

        """)
  }

  @Test(arguments: [20, 40, 60, 80, 120])
  func textFitsWhereNumbersAllow(_ width: Int) {
    var table = Table(
      columns: [
        .text("name", "Name of the model"), .number("a", "Multiply-adds of it", .grouped),
        .text("cause", "Cause of the failure"),
      ])
    table.append(["efficientnet-b0", 385_801_792, "the loss became infinite at step 12 of epoch 3"])
    let text = TextFormat(width: width, usesUnicode: false).render(table)
    #expect(text.contains("385,801,792"))
    #expect(text.unicodeScalars.allSatisfy { $0.isASCII })
    let widest = text.split(separator: "\n").map { DisplayWidth.of(String($0)) }.max() ?? 0
    // 13 (adds) + 12 + 12 for the text columns + 2 gaps of 2 is as narrow as it gets.
    #expect(widest <= max(width, 41))
    let words = text.split { $0.isWhitespace }.map(String.init)
    for word in "the loss became infinite at step 12 of epoch 3".split(separator: " ") {
      #expect(words.contains(String(word)))
    }
  }

  /// Five columns whose importance is not in their order.
  private static let wide = {
    var first = Table.Heading.text("id", "Id")
    first.importance = .minor
    var minor = Table.Heading.number("parameters", "Parameters", .grouped)
    minor.importance = .minor
    var essential = Table.Heading.number("score", "Top-1 score")
    essential.importance = .essential
    var table = Table(
      columns: [
        first, minor, .number("adds", "Multiply-adds", .grouped), essential,
        .text("empty", "Remark"), .text("note", "Note"),
      ])
    table.append(
      ["net-0f3a9b2c11", 5_288_548, 385_801_792, 0.771, .empty, "within noise of the best"])
    table.append(["net-1", 25_557_032, 4_089_184_256, 0.76, .empty, .empty])
    return table
  }()

  /// What is shown is whole, what is not is counted, and the lines keep to the width.
  @Test(arguments: [
    (200, ["Id", "Parameters", "Multiply-adds", "Top-1 score", "Remark", "Note"], ""),
    (75, ["Id", "Parameters", "Multiply-adds", "Note"], ""),
    (62, ["Id", "Multiply-adds", "Note"], "1 column (Parameters)"),
    (52, ["Id", "Multiply-adds", "Note"], "1 column (Parameters)"),
    (44, ["Id", "Multiply-adds"], "2 columns (Parameters, Note)"),
    (30, ["Id"], "3 columns (Parameters, Multiply-adds, Note)"),
  ])
  func textLeavesOutWhatIsLeastImportant(_ width: Int, _ titles: [String], _ leftOut: String) {
    let text = TextFormat(width: width).render(Self.wide)
    let lines = text.split(separator: "\n").map(String.init)
    let note = lines.joined(separator: " ")
    #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }, "\(text)")
    #expect(text.contains("net-0f3a9b2c11") && text.contains("0.771") && text.contains("0.76"))
    #expect(note.contains("--wide") == !leftOut.isEmpty, "\(text)")
    #expect(leftOut.isEmpty || note.contains(leftOut), "\(text)")
    let cells = [
      "Parameters": ["25,557,032"], "Multiply-adds": ["4,089,184,256"],
      "Note": ["within", "noise", "best"],
    ]
    let words = text.split { $0.isWhitespace }.map(String.init)
    for (title, expected) in cells {
      #expect(expected.allSatisfy(words.contains) == titles.contains(title), "\(title): \(text)")
    }
  }

  /// Two essential columns without room become lines below each other, and so does a single row.
  @Test func textBecomesRecords() {
    #expect(
      TextFormat(width: 20).render(Self.wide) == """
        Id             net-0f3a9b2c11
        Parameters     5,288,548
        Multiply-adds  385,801,792
        Top-1 score    0.771
        Note           within noise
                       of the best
        ────────────────────
        Id             net-1
        Parameters     25,557,032
        Multiply-adds  4,089,184,256
        Top-1 score    0.76

        """)
    var single = Table(columns: Self.wide.columns)
    single.append(Self.wide.rows[0].cells)
    let text = TextFormat(width: 44).render(single)
    #expect(!text.contains("--wide"))
    for cell in ["net-0f3a9b2c11", "5,288,548", "385,801,792", "0.771", "within noise of the best"]
    {
      #expect(text.contains(cell))
    }
    #expect(!text.contains("Remark"), "an empty cell says nothing")
  }

  /// A name with spaces stays on its line; other columns make room for it.
  @Test func textKeepsNamesWhole() {
    var name = Table.Heading.text("candidate", "Candidate")
    name.isWhole = true
    var table = Table(columns: [.number("trial", "Trial"), name, .number("score", "Top-1")])
    for trial in 0..<2 { table.append([.integer(trial), "alpha 1.2, beta 1.1, gamma 1.15", 0.5]) }
    let text = TextFormat(width: 40).render(table)
    #expect(text.contains("0  alpha 1.2, beta 1.1, gamma 1.15\n"))
    #expect(text.replacing("\n", with: " ").contains("1 column (Top-1)"))
  }

  @Test func csvOfSentencesIsAColumnOfThem() throws {
    let table = Table(columns: [], notes: ["One, and more.", "Two."])
    let records = try #require(CSVReader.records(CSVFormat().render(table)))
    #expect(records == [["sentence"], ["One, and more."], ["Two."]])
  }

  @Test func jsonHasExactRowsInOrder() throws {
    let text = JSONFormat().render(Self.table)
    #expect(
      text.hasPrefix(
        "[\n  {\"model\": \"b0_a\", \"parameters\": 5288548, \"top1\": 77.1, "
          + "\"architectures\": 12345678901234567890123, \"remark\": \"x|y, \\\"z\\\"\"},\n"))
    let rows = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    #expect(rows.count == 3, "the total is no row")
    #expect(rows[2]["parameters"] as? Int == Int.max)
    #expect(rows[2]["top1"] is NSNull)
    #expect(rows[2]["remark"] as? String == "two\nlines")
  }

  @Test func jsonEnvelopeSurroundsTheRows() throws {
    var table = Self.table
    table.envelope = Table.Envelope(
      leading: [.init("model", "b0"), .init("resolution", 224)], rowsKey: "stages",
      trailing: [.init("total", ["parameters": 3])])
    let text = JSONFormat().render(table)
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(Set(object.keys) == ["model", "resolution", "stages", "total"])
    #expect((object["stages"] as? [Any])?.count == 3)
    #expect((object["total"] as? [String: Int]) == ["parameters": 3])
    let keys = ["\"model\": \"b0\"", "\"resolution\"", "\"stages\"", "\"total\""]
    let places = try keys.map { try #require(text.range(of: $0)).lowerBound }
    #expect(places == places.sorted())
  }

  @Test func severalTablesAreOneObject() throws {
    let text = JSONFormat().render([("first", Self.table), ("second", Table(columns: []))])
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [Any]])
    #expect(object.mapValues(\.count) == ["first": 3, "second": 0])
  }

  @Test func csvReadsBack() throws {
    let records = try #require(CSVReader.records(CSVFormat().render(Self.table)))
    #expect(
      records == [
        ["model", "parameters", "top1", "architectures", "remark"],
        ["b0_a", "5288548", "77.1", "12345678901234567890123", "x|y, \"z\""],
        ["ResNet-50", "25557032", "76.0", "1", ""],
        ["100% #1 {~^\\}$", "9223372036854775807", "", "", "two\nlines"],
      ])
  }

  @Test func markdownEscapesItsMarkup() {
    var table = Table(
      caption: "a_b & c",
      columns: [.text("model", "Model"), .number("top1", "Top-1", unit: "%", .decimals(1))],
      notes: ["One.", "Two*."])
    table.append(["b0_a | _x_", 77.1])
    table.beginGroup()
    table.append(["<b> `c` \\ 漢字", .empty], role: .emphasized)
    #expect(
      MarkdownFormat().render(table) == #"""
        **a_b & c**

        | Model                    | Top-1 (%) |
        | ------------------------ | --------: |
        | b0_a \| \_x\_            |      77.1 |
        | **&lt;b> \`c\` \\ 漢字** |           |

        One.  
        Two\*.

        """#)
  }

  @Test func latexEscapesItsSpecials() {
    let text = LaTeXFormat().render(Self.table)
    #expect(text.contains("\\caption{Costs \\& ratios}"))
    #expect(text.contains("\\begin{tabular}{lrrrl}"))
    #expect(text.contains("    \\textbf{b0\\_a} & \\textbf{5.3 M} & \\textbf{77.1} & "))
    #expect(
      text.contains(
        "    100\\% \\#1 \\{\\textasciitilde{}\\textasciicircum{}\\textbackslash{}\\}\\$ & "))
    #expect(text.contains("two lines \\\\\n"))
    for (rule, count) in [("\\toprule", 1), ("\\midrule", 2), ("\\bottomrule", 1)] {
      #expect(text.components(separatedBy: rule).count - 1 == count)
    }
    var greek = Table(columns: [.text("a", "α·β²·γ² ≈ 2")])
    greek.append(["1 – 2 ± 3 × 4 < 5"])
    let written = LaTeXFormat().render(greek)
    #expect(
      written.contains("$\\alpha$$\\cdot$$\\beta$$^2$$\\cdot$$\\gamma$$^2$ $\\approx$ 2 \\\\"))
    #expect(written.contains("1 -- 2 $\\pm$ 3 $\\times$ 4 \\textless{} 5 \\\\"))
  }
}

/// A reader of RFC 4180, strict about CRLF and quotes.
enum CSVReader {
  /// The records, or `nil` where the text is not CSV.
  static func records(_ text: String) -> [[String]]? {
    var records: [[String]] = []
    var record: [String] = []
    var rest = Array(text.unicodeScalars)[...]
    while !rest.isEmpty {
      guard let field = field(&rest) else { return nil }
      record.append(field)
      guard let separator = rest.popFirst() else { return nil }
      if separator == "," { continue }
      guard separator == "\r", rest.popFirst() == "\n" else { return nil }
      records.append(record)
      record = []
    }
    return record.isEmpty ? records : nil
  }

  private static func field(_ rest: inout ArraySlice<Unicode.Scalar>) -> String? {
    var field = String.UnicodeScalarView()
    guard rest.first == "\"" else {
      while let next = rest.first, next != ",", next != "\r" {
        guard next != "\"", next != "\n" else { return nil }
        field.append(rest.removeFirst())
      }
      return String(field)
    }
    rest.removeFirst()
    while let next = rest.popFirst() {
      if next == "\"" {
        guard rest.first == "\"" else { return String(field) }
        rest.removeFirst()
      }
      field.append(next)
    }
    return nil
  }
}
