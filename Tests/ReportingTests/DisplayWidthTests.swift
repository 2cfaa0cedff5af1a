import Testing

import Reporting

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("α·β²", 4), ("漢字", 4), ("カタカナ", 8), ("ｱｲｳ", 3), ("한국어", 6), ("Ａ", 2),
    ("e\u{301}", 1), ("👍", 2), ("👍🏽", 2), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("❤\u{FE0F}", 2), ("\u{200B}", 0),
    ("─█▁", 3), ("…", 1),
  ])
  func matchesTerminals(_ text: String, _ columns: Int) {
    #expect(DisplayWidth.of(text) == columns)
  }

  @Test func paddingCountsColumnsNotCharacters() {
    #expect(DisplayWidth.pad("漢字", to: 6, .left) == "漢字  ")
    #expect(DisplayWidth.pad("漢字", to: 6, .right) == "  漢字")
    #expect(DisplayWidth.pad("toolong", to: 3, .left) == "toolong")
  }

  @Test func truncationNeverExceedsTheWidth() {
    #expect(DisplayWidth.truncate("漢字漢字", to: 8) == "漢字漢字")
    #expect(DisplayWidth.truncate("漢字漢字", to: 6) == "漢字…")
    #expect(DisplayWidth.truncate("efficientnet", to: 6, ellipsis: "...") == "eff...")
    for width in 0...9 {
      #expect(DisplayWidth.of(DisplayWidth.truncate("a漢👩‍👩‍👧e\u{301}bcd", to: width)) <= width)
    }
  }

  @Test func wrappingBreaksBetweenWordsAndNeverInsideThem() {
    #expect(DisplayWidth.wrap("one two three", to: 7) == ["one two", "three"])
    #expect(DisplayWidth.wrap("a abcdefgh b", to: 3) == ["a", "abcdefgh", "b"])
    #expect(DisplayWidth.wrap("漢字 漢", to: 5) == ["漢字", "漢"])
    #expect(DisplayWidth.wrap("", to: 5) == [""])
    #expect(DisplayWidth.wrap("Multiply-adds ratio", to: 9) == ["Multiply-adds", "ratio"])
    #expect(
      DisplayWidth.wrap("Multiply-adds ratio", to: 10, breaksAtHyphens: true)
        == ["Multiply-", "adds ratio"])
    #expect(DisplayWidth.ofLongestWord(in: "Multiply-adds ratio") == 13)
    #expect(DisplayWidth.ofLongestWord(in: "Multiply-adds ratio", breaksAtHyphens: true) == 9)
  }

  @Test func controlCharactersCannotReachTheTerminal() {
    #expect(DisplayWidth.sanitize("a\u{1B}[31mred\r\nnext\tcell\u{9B}x") == "a?[31mred next cell?x")
    #expect(DisplayWidth.sanitize("漢字 α") == "漢字 α")
  }
}
