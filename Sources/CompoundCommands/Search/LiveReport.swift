import Files
import Foundation
import Reporting
import Searches
import Studies
import Synchronization

/// The file `report.html` of a study, written anew as results come.
///
/// Pages are made beside the search, one at a time, so that no training waits for one.
final class LiveReport: Sendable {
  private struct State {
    var isWriting = false
    var nextWrite = ContinuousClock.now
    var beginning: (fraction: Double, elapsed: Double)?
  }

  private let folder: String
  private let context: StudyPage.Context
  private let kind: ScoreKind
  private let state = Mutex(State())

  /// - Parameters:
  ///   - folder: the study, which may not be there yet.
  ///   - context: what stands in no study.
  ///   - kind: what candidates are scored by.
  init(folder: String, context: StudyPage.Context, kind: ScoreKind) {
    (self.folder, self.context, self.kind) = (folder, context, kind)
  }

  /// The path of the page.
  static func path(in folder: String) -> String { folder + "/report.html" }

  /// Looks at a running search; writes a page where the last one is some seconds old.
  func update(_ progress: SearchProgress) {
    let now = ContinuousClock.now
    let beginning = state.withLock { state -> (fraction: Double, elapsed: Double)? in
      if state.beginning == nil { state.beginning = (progress.fraction, progress.elapsed) }
      guard !state.isWriting, now >= state.nextWrite else { return nil }
      state.isWriting = true
      return state.beginning
    }
    guard let beginning else { return }
    let shown = reportState(progress, since: beginning)
    let thread = Thread { [self] in
      let start = ContinuousClock.now
      // Should it fail now, the page of the end says why.
      _ = write(running: shown)
      let cost = ContinuousClock.now - start
      state.withLock { state in
        state.isWriting = false
        // At most a twentieth of one processor.
        state.nextWrite = ContinuousClock.now + max(.seconds(4), cost * 20)
      }
    }
    // Reading a journal nests deeper than the small stacks of threads beside the main one allow.
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Writes the page of a search that has ended, or was stopped.
  ///
  /// - Returns: why it could not be written; nil where it was.
  func finish() -> String? {
    while state.withLock({ $0.isWriting }) { usleep(2_000) }
    // A search that did not begin has nothing to show.
    guard let begun = try? StudyFolder(folder), !begun.members.isEmpty else { return nil }
    return write(running: nil)
  }

  /// Writes a page; returns why it could not be, where it could not.
  private func write(running: ReportState?) -> String? {
    do {
      var context = context
      context.running = running
      let page = try StudyPage([StudyFolder(folder)], context: context).page()
      try OutputFile.write(
        Self.path(in: folder), bytes: HTMLReport.render(page).utf8, followsLinks: false)
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func reportState(
    _ search: SearchProgress, since beginning: (fraction: Double, elapsed: Double)
  ) -> ReportState {
    let style = NumberStyle(kind, percentDecimals: 1)
    var parts = ["\(search.finishedTrainings) of \(search.expectedTrainings) trainings"]
    let done = search.fraction - beginning.fraction
    if done > 0.01 {
      let left = (search.elapsed - beginning.elapsed) * (1 - search.fraction) / done
      parts.append("about \(Self.duration(left)) left")
    }
    if let best = search.best {
      parts.append("best so far: \(best.candidate), \(kind.label) \(style.text(best.score))")
    }
    let running = search.running.prefix(Self.mostShown)
    return ReportState(
      fraction: search.fraction, text: parts.joined(separator: "; ") + ".",
      running: running.isEmpty
        ? nil
        : Table(
          caption: "What runs now",
          columns: [
            .text("candidate", "Candidate") { $0.candidate },
            .number("fraction", "Done", .percent(decimals: 0)) { $0.progress.fraction },
            .number("epoch", "Epochs", .decimals(1)) { $0.progress.curve.last?.epoch },
            .number(kind.key, kind.title, style) { $0.progress.curve.last?.score },
          ], rows: Array(running),
          notes: search.running.count > running.count
            ? ["And \(search.running.count - running.count) more."] : []),
      curves: TrainingCurvesChart.chart(
        running: running.map { ($0.candidate, $0.progress.curve) }, kind: kind))
  }

  /// So many trainings are named; a cluster has thousands.
  private static let mostShown = 16

  private static func duration(_ seconds: Double) -> String {
    let minutes = Int((seconds / 60).rounded(.up))
    return minutes < 60
      ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
  }
}
