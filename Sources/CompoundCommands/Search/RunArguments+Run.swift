import ArgumentParser
import Reporting
import Studies

extension RunArguments {
  /// Carries out a study under a progress bar on standard error, until its end or Ctrl-C.
  func run<Report>(
    title: String, _ streams: Streams, _ body: (RunOptions) async throws -> Report
  ) async throws -> Report {
    let cancellation = SearchCancellation()
    let interruption = Interruption { cancellation.cancel() }
    defer { withExtendedLifetime(interruption) {} }
    return try await run(title: title, streams, cancellation: cancellation, body)
  }

  /// Carries out a study under a progress bar on standard error, until its end or a wish to stop.
  ///
  /// - Parameters:
  ///   - title: what the bar is called.
  ///   - streams: where the bar goes.
  ///   - kind: what candidates are scored by.
  ///   - cancellation: made by Ctrl-C.
  ///   - body: the study, given its options.
  /// - Returns: what the study found.
  /// - Throws: what the study throws.
  func run<Report>(
    title: String, _ streams: Streams, kind: ScoreKind = .top1, cancellation: SearchCancellation,
    _ body: (RunOptions) async throws -> Report
  ) async throws -> Report {
    let bar = ProgressBar(title: title, output: streams.progress)
    defer { bar.finish() }
    do {
      return try await body(
        RunOptions(
          workers: trainings, retriesFailed: retryFailed, cancellation: cancellation,
          progress: { bar.update(Reporting.Progress($0, kind: kind)) }))
    } catch SearchError.interrupted {
      bar.finish()
      streams.diagnostics("compound: \(SearchError.interrupted)")
      throw ExitCode(ExitStatus.interrupted)
    }
  }
}
