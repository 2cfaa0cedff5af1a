import ArgumentParser
import Reporting
import Studies
import TrainingData

extension RunArguments {
  /// Carries out a study under a progress bar on standard error, until its end or Ctrl-C.
  func run<Report>(
    title: String, _ streams: Streams, live: LiveReport?,
    _ body: (RunOptions) async throws -> Report
  ) async throws -> Report {
    let cancellation = SearchCancellation()
    let interruption = Interruption { cancellation.cancel() }
    defer { withExtendedLifetime(interruption) {} }
    return try await run(title: title, streams, live: live, cancellation: cancellation, body)
  }

  /// The page that is written while the study in `folder` runs; nil where none is wanted.
  func liveReport(_ folder: String, of data: DataSet, kind: ScoreKind = .top1) -> LiveReport? {
    hasNoReport
      ? nil : LiveReport(folder: folder, context: StudyContext.context(data), kind: kind)
  }

  /// Carries out a study under a progress bar on standard error, until its end or a wish to stop.
  ///
  /// - Parameters:
  ///   - title: what the bar is called.
  ///   - streams: where the bar goes.
  ///   - kind: what candidates are scored by.
  ///   - live: the page that shows the study as it runs.
  ///   - cancellation: made by Ctrl-C.
  ///   - body: the study, given its options.
  /// - Returns: what the study found.
  /// - Throws: what the study throws.
  func run<Report>(
    title: String, _ streams: Streams, kind: ScoreKind = .top1, live: LiveReport?,
    cancellation: SearchCancellation, _ body: (RunOptions) async throws -> Report
  ) async throws -> Report {
    let bar = ProgressBar(title: title, output: streams.progress)
    defer {
      bar.finish()
      if let failure = live?.finish() { streams.diagnostics("compound: no report: \(failure)") }
    }
    do {
      return try await body(
        RunOptions(
          workers: trainings, retriesFailed: retryFailed, cancellation: cancellation,
          progress: { progress in
            bar.update(Reporting.Progress(progress, kind: kind))
            live?.update(progress)
          }))
    } catch SearchError.interrupted {
      bar.finish()
      streams.diagnostics("compound: \(SearchError.interrupted)")
      throw ExitCode(ExitStatus.interrupted)
    }
  }
}
