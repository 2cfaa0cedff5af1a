import ArchitectureSearch
import ArgumentParser
import Reporting

extension RunArguments {
  /// Carries out a study under a progress bar on standard error, until its end or Ctrl-C.
  func run<Report>(title: String, _ body: (RunOptions) throws -> Report) throws -> Report {
    let cancellation = SearchCancellation()
    let interruption = Interruption { cancellation.cancel() }
    let bar = ProgressBar(title: title)
    defer {
      withExtendedLifetime(interruption) {}
      bar.finish()
    }
    do {
      return try body(
        RunOptions(
          workers: workers, retriesFailed: retryFailed, cancellation: cancellation,
          progress: { bar.update(Reporting.Progress($0, scoreName: nil)) }))
    } catch SearchError.interrupted {
      bar.finish()
      Diagnostics.write("compound: \(SearchError.interrupted)")
      throw ExitCode(ExitStatus.interrupted)
    }
  }
}
