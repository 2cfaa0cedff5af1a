import Synchronization
import Testing

import Reporting

@Suite struct ProgressBarTests {
  /// A clock and a screen under the test's control.
  final class Stage: Sendable {
    private let state = Mutex((now: 0.0, width: 80, writes: [String]()))

    var writes: [String] { state.withLock { $0.writes } }
    var text: String { writes.joined() }
    func advance(_ seconds: Double) { state.withLock { $0.now += seconds } }
    func resize(_ width: Int) { state.withLock { $0.width = width } }

    func output(isInteractive: Bool, usesUnicode: Bool = true) -> ProgressBar.Output {
      ProgressBar.Output(
        isInteractive: isInteractive, usesUnicode: usesUnicode,
        width: { self.state.withLock { $0.width } }, now: { self.state.withLock { $0.now } },
        write: { text in self.state.withLock { $0.writes.append(text) } })
    }
  }

  @Test func filesGetPlainLinesNowAndThen() {
    let stage = Stage()
    let bar = ProgressBar(title: "search", output: stage.output(isInteractive: false))
    for step in 0...100 {
      bar.update(
        Progress(
          fraction: Double(step) / 100, count: "\(step)/100", details: ["best\u{1B}[1m \(step)"]))
      stage.advance(0.5)
    }
    bar.finish()
    let lines = stage.text.split(separator: "\n")
    // Every ten seconds of fifty and at the end: steps 0, 20, 40, 60, 80, 100 and 100 finished.
    #expect(lines.count == 7)
    #expect(!stage.text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(lines[1] == "search   20 %  20/100  0:10 elapsed, 0:40 left  best?[1m 20")
  }

  @Test func terminalsAreRedrawnAtMostTenTimesASecond() {
    let stage = Stage()
    let bar = ProgressBar(title: "search", output: stage.output(isInteractive: true))
    for step in 0..<1000 {
      bar.update(Progress(fraction: Double(step) / 1000))
      stage.advance(1.0 / 1024)
    }
    let drawings = stage.writes.filter { $0.contains("search") }.count
    #expect((9...11).contains(drawings))
  }

  @Test(arguments: [1, 5, 12, 30, 50, 80, 200], [true, false])
  func linesNeverReachTheLastColumn(_ width: Int, _ usesUnicode: Bool) {
    let stage = Stage()
    stage.resize(width)
    let bar = ProgressBar(
      title: "搜索 search", output: stage.output(isInteractive: true, usesUnicode: usesUnicode))
    for step in 0...8 {
      bar.update(
        Progress(
          fraction: Double(step) / 8, count: "\(step)/8 candidates",
          details: [String(repeating: "最好 best ", count: 20)]))
      stage.advance(1)
    }
    for drawing in stage.writes where !drawing.contains("\u{1B}") {
      for line in drawing.split(separator: "\n") {
        #expect(DisplayWidth.of(String(line)) <= max(1, width - 1))
      }
    }
  }

  @Test func erasesAllRowsAlsoAfterTheWindowShrank() {
    let stage = Stage()
    stage.resize(81)
    let bar = ProgressBar(title: "t", output: stage.output(isInteractive: true))
    let detail = String(repeating: "x", count: 200)
    bar.update(Progress(fraction: 0, details: [detail]))
    let barWidth = DisplayWidth.of(stage.writes[0])
    #expect(barWidth > 40 && barWidth <= 80)
    stage.resize(40)
    stage.advance(1)
    bar.update(Progress(fraction: 0.5, details: [detail]))
    // The line now takes two rows of 40 columns: one row up.
    #expect(stage.writes[1] == "\u{1B}[1A\r\u{1B}[J")
  }

  /// Whole parts, the important ones first: nothing is cut, and there is one line.
  @Test(arguments: [
    (40, ["0:12 left", "Searching"]), (60, ["0:12 left", "12/40 trained", "Searching"]),
    (80, ["0:12 left", "12/40 trained", "best 58.2 ± 0.6 %", "1,250 images/s"]),
    (
      120,
      [
        "0:12 left", "12/40 trained", "best 58.2 ± 0.6 %", "1,250 images/s", "epoch 2.3/3",
        "Searching", "0:10 elapsed",
      ]
    ),
  ])
  func aLineHasWhatIsMostImportant(_ width: Int, _ parts: [String]) {
    let stage = Stage()
    stage.resize(width)
    let bar = ProgressBar(title: "Searching", output: stage.output(isInteractive: true))
    var progress = Progress(
      fraction: 0, count: "12/40 trained",
      details: ["best 58.2 ± 0.6 %", "1,250 images/s", "epoch 2.3/3"])
    bar.update(progress)
    stage.advance(10)
    progress.fraction = 0.45
    bar.update(progress)
    let line = stage.writes[2]
    #expect(DisplayWidth.of(line) < width && !line.contains("\n") && !line.contains("…"))
    let all = [
      "0:12 left", "12/40 trained", "best 58.2 ± 0.6 %", "1,250 images/s", "epoch 2.3/3",
      "Searching", "0:10 elapsed",
    ]
    #expect(Set(all.filter { line.contains($0) }) == Set(parts), "\(line)")
  }

  @Test func timeLeftCountsOnlyThisRun() {
    let stage = Stage()
    let bar = ProgressBar(title: "t", output: stage.output(isInteractive: false))
    // Resumed at 80 %: 10 % in 30 s leave 10 % for another 30 s.
    bar.update(Progress(fraction: 0.8))
    stage.advance(30)
    bar.update(Progress(fraction: 0.9))
    #expect(stage.writes[0].contains("0:00 elapsed\n"))
    #expect(stage.writes[1].contains("0:30 elapsed, 0:30 left"))
  }

  @Test func finishingLeavesTheCursorOnANewLineOnce() {
    let stage = Stage()
    let bar = ProgressBar(title: "t", output: stage.output(isInteractive: true))
    bar.update(Progress(fraction: 0.25))
    bar.finish()
    bar.finish()
    bar.update(Progress(fraction: 1))
    #expect(stage.text.hasSuffix("\n"))
    #expect(stage.text.filter { $0 == "\n" }.count == 1)
    #expect(!stage.text.contains("100 %"))

    let silent = Stage()
    ProgressBar(title: "t", output: silent.output(isInteractive: true)).finish()
    #expect(silent.text.isEmpty)
  }

  @Test func messagesStayAboveTheBar() {
    let stage = Stage()
    let bar = ProgressBar(title: "t", output: stage.output(isInteractive: true))
    bar.update(Progress(fraction: 0.5))
    bar.print("candidate 3\nfailed")
    #expect(stage.writes[1] == "\r\u{1B}[J")
    #expect(stage.writes[2] == "candidate 3 failed\n")
    #expect(stage.writes[3].contains("50 %"))
  }

  @Test(arguments: [-1, 0, 0.5, 0.999, 1, 7, Double.nan, .infinity])
  func anyFractionDraws(_ fraction: Double) {
    let stage = Stage()
    let bar = ProgressBar(title: "t", output: stage.output(isInteractive: true))
    bar.update(Progress(fraction: fraction))
    bar.finish()
    #expect(stage.text.contains("100 %") == (fraction >= 1 && fraction.isFinite))
  }
}
