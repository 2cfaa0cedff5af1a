import ArgumentParser
import Dispatch
import Files
import Foundation
import Studies

/// The program `compound`: from its arguments to its exit status.
package enum CompoundProgram {
  /// Carries out what the process was asked for, and ends it.
  ///
  /// Not asynchronous itself: what waits for tasks opens files of its own, which must not become a
  /// stream that the caller has closed.
  package static func main() -> Never {
    StandardStreams.secure()
    Task {
      let status = await run(Array(CommandLine.arguments.dropFirst()), streams: .process)
      if status == ExitStatus.closedPipe { StandardStreams.endByClosedPipe() }
      exit(status)
    }
    dispatchMain()
  }

  /// Carries out what `arguments`, without the program's name, ask for.
  ///
  /// - Returns: the exit status, after the BSD convention (sysexits): 0 done, 64 usage, 65 bad input,
  ///   69 nothing could be evaluated, 70 our fault, 74 output failed, 130 interrupted, 141 where nobody
  ///   reads the output any more; 1 where a command says so of its findings.
  package static func run(_ arguments: [String], streams: Streams) async -> Int32 {
    let status = await carryOut(arguments, streams)
    guard status == ExitCode.success.rawValue, let failure = streams.failure else { return status }
    return self.status(of: failure, streams)
  }

  private static func carryOut(_ arguments: [String], _ streams: Streams) async -> Int32 {
    if let problem = UnknownCommand.message(for: arguments) {
      streams.diagnostics("compound: \(problem)")
      return ExitCode.validationFailure.rawValue
    }
    do {
      var parsed = try Compound.parseAsRoot(arguments)
      if let command = parsed as? any Command {
        try await command.run(streams)
      } else {
        // A group of commands, which shows its help.
        try parsed.run()
      }
      return ExitCode.success.rawValue
    } catch {
      return status(of: error, streams)
    }
  }

  private static func status(of error: any Error, _ streams: Streams) -> Int32 {
    if error is CancellationError {
      streams.diagnostics("compound: interrupted")
      return ExitStatus.interrupted
    }
    // As the signal of a closed pipe does: whoever stopped reading has had enough.
    if (error as? FileError)?.reason == .closedPipe { return ExitStatus.closedPipe }
    let code = Compound.exitCode(for: error)
    if error is ExitCode || error is CleanExit || error is ValidationError
      || [.success, .validationFailure].contains(code)
    {
      let message = Compound.fullMessage(for: error, columns: streams.helpWidth)
      if message.isEmpty { return code.rawValue }
      if code == .success {
        streams.results(message + "\n")
      } else {
        streams.diagnostics(message)
      }
      return code.rawValue
    }
    if let error = error as? InternalFailure {
      streams.diagnostics("compound: internal error: \(error.message)")
      return ExitStatus.internalFailure
    }
    streams.diagnostics("compound: \(error)")
    if let error = error as? SearchError { return error.exitStatus }
    return (error as? FileError)?.reason == .unwritable
      ? ExitStatus.outputFailed : ExitStatus.badInput
  }
}

extension SearchError {
  /// Whether evaluations failed, output did, or what they were asked for was wrong.
  fileprivate var exitStatus: Int32 {
    switch self {
    case .repeatedFailure, .nothingSucceeded: ExitStatus.nothingEvaluated
    case .studyUnwritable: ExitStatus.outputFailed
    default: ExitStatus.badInput
    }
  }
}
