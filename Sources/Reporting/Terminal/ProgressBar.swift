import Synchronization

/// A progress bar with time left on standard error; plain occasional lines where that is no terminal.
///
/// Calls may come from any thread, as often as is convenient: a terminal is redrawn at most ten times
/// a second, a file gets a line every ten seconds. Call ``finish()`` at the end, also after an
/// interruption, so that what is printed next starts on a line of its own.
package final class ProgressBar: Sendable {
  private let title: String
  private let output: Output?
  private let state: Mutex<State>

  /// - Parameters:
  ///   - title: what is in progress, a word or two.
  ///   - output: where to draw; `nil` for nowhere.
  package init(title: String, output: Output?) {
    self.title = DisplayWidth.sanitize(title)
    self.output = output
    self.state = Mutex(State(start: output?.now() ?? 0))
  }

  deinit { finish() }

  /// Shows `progress` if the last drawing is old enough; remembers it for the next drawing otherwise.
  package func update(_ progress: Progress) {
    guard let output else { return }
    state.withLock { state in
      if state.isFinished { return }
      let now = output.now()
      if state.latest == nil { state.firstFraction = progress.fraction }
      state.latest = progress
      let interval = output.isInteractive ? Self.redrawInterval : Self.lineInterval
      if let last = state.lastDrawn, now - last < interval { return }
      draw(&state, on: output, now: now)
    }
  }

  /// Prints a line above the bar, where it stays.
  package func print(_ line: String) {
    guard let output else { return }
    state.withLock { state in
      erase(&state, on: output)
      output.write(DisplayWidth.sanitize(line) + "\n")
      if state.latest != nil, output.isInteractive, !state.isFinished {
        draw(&state, on: output, now: output.now())
      }
    }
  }

  /// Draws the last state and leaves the cursor below it.
  ///
  /// Further calls do nothing.
  package func finish() {
    guard let output else { return }
    state.withLock { state in
      if state.isFinished { return }
      state.isFinished = true
      guard state.latest != nil else { return }
      draw(&state, on: output, now: output.now())
      if output.isInteractive { output.write("\n") }
    }
  }

  private static let redrawInterval = 0.1
  private static let lineInterval = 10.0

  private struct State {
    let start: Double
    var firstFraction = 0.0
    var latest: Progress?
    var lastDrawn: Double?
    /// Columns of the line that stands on the terminal, to find its beginning again.
    var drawnWidth = 0
    var isFinished = false
  }

  private func draw(_ state: inout State, on output: Output, now: Double) {
    guard let progress = state.latest else { return }
    let elapsed = now - state.start
    // What an earlier run had finished took this run no time.
    let done = progress.fraction - state.firstFraction
    let left = done > 0 ? elapsed * max(0, 1 - progress.fraction) / done : nil
    let layout = ProgressLayout(
      title: title, progress: progress, elapsed: elapsed,
      left: progress.fraction < 1 ? left : nil, usesUnicode: output.usesUnicode)
    state.lastDrawn = now
    guard output.isInteractive else {
      output.write(layout.plainLine + "\n")
      return
    }
    // The last column stays free: a full line would leave the cursor between two lines.
    let line = layout.line(width: max(1, output.width() - 1))
    erase(&state, on: output)
    output.write(line)
    state.drawnWidth = DisplayWidth.of(line)
  }

  /// Moves to the beginning of the drawn line and clears from there, also when the terminal has become
  /// narrower since and has broken it into several.
  private func erase(_ state: inout State, on output: Output) {
    if state.drawnWidth == 0 { return }
    let width = max(1, output.width())
    let rows = max(1, (state.drawnWidth + width - 1) / width)
    output.write((rows > 1 ? "\u{1B}[\(rows - 1)A" : "") + "\r\u{1B}[J")
    state.drawnWidth = 0
  }
}

extension ProgressBar {
  /// Where a bar is drawn, and by which clock.
  package struct Output: Sendable {
    let isInteractive: Bool
    let usesUnicode: Bool
    /// Columns now: asked at each drawing, so that the bar follows a resized window.
    let width: @Sendable () -> Int
    let now: @Sendable () -> Double
    let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - isInteractive: whether the cursor can be moved.
    ///   - usesUnicode: whether the bar may be drawn with block characters.
    ///   - width: columns of the terminal, asked at each drawing.
    ///   - now: seconds of a clock that never goes back.
    ///   - write: takes text as it is.
    package init(
      isInteractive: Bool, usesUnicode: Bool, width: @escaping @Sendable () -> Int,
      now: @escaping @Sendable () -> Double, write: @escaping @Sendable (String) -> Void
    ) {
      self.isInteractive = isInteractive
      self.usesUnicode = usesUnicode
      self.width = width
      self.now = now
      self.write = write
    }

    /// This process's standard error; where it takes nothing, the work goes on.
    package static var standardError: Output {
      let terminal = Terminal.standardError
      let start = ContinuousClock.now
      return Output(
        isInteractive: terminal.isInteractive, usesUnicode: Terminal.supportsUnicode,
        width: { terminal.width ?? 80 },
        now: { (ContinuousClock.now - start) / .seconds(1) },
        write: { try? terminal.write($0) })
    }
  }
}
