import Testing

import Reporting

@Suite struct TerminalChartTests {
  @Test func sparklineSpansItsLevels() {
    let ramp = (0..<8).map(Double.init)
    #expect(Sparkline.text(ramp, columns: 80, usesUnicode: true) == "▁▂▃▄▅▆▇█")
    #expect(Sparkline.text([1, .nan, 0], columns: 80, usesUnicode: false) == "# _")
    #expect(Sparkline.text([3, 3], columns: 80, usesUnicode: true) == "▅▅")
    #expect(Sparkline.text([], columns: 80, usesUnicode: true) == "")
    #expect(Sparkline.text([.nan, .infinity], columns: 9, usesUnicode: true) == "  ")
    let huge = [-Double.greatestFiniteMagnitude, .greatestFiniteMagnitude]
    #expect(Sparkline.text(huge, columns: 9, usesUnicode: true) == "▁█")
  }

  @Test func longSeriesAreAveraged() {
    // Pairs (0, 1), (2, 3) … have means 0.5, 2.5 …: the same ramp.
    let ramp = (0..<16).map(Double.init)
    #expect(Sparkline.text(ramp, columns: 8, usesUnicode: true) == "▁▂▃▄▅▆▇█")
  }

  @Test func chartOfALineIsADiagonal() {
    let text = TerminalChart(title: "loss", style: .decimals(0), xLabel: "epoch")
      .text([20, 10], columns: 20, rows: 4, usesUnicode: false)
    #expect(
      text == """
        loss
        20 |***
           |   *****
           |        *****
        10 |             ***
            epoch 1 to 2

        """)
  }

  @Test func gapsAndExtremesDraw() {
    let chart = TerminalChart(title: "loss", xLabel: "epoch")
    #expect(chart.text([], columns: 40, rows: 4, usesUnicode: true) == "")
    #expect(chart.text([.nan, .infinity], columns: 40, rows: 4, usesUnicode: true) == "")
    // The line below the axis says what the steps are, however narrow the chart.
    for values in [[5.0], [1, .nan, 2], [-1e308, 1e308], Array(repeating: 1, count: 5000)] {
      for width in [0, 20, 33, 120] {
        let text = chart.text(values, columns: width, rows: 5, usesUnicode: true)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 7)
        #expect(lines.dropLast().allSatisfy { DisplayWidth.of(String($0)) <= max(20, width) })
        #expect(text.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) })
      }
    }
  }
}
