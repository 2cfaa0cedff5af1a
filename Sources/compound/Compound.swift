import ArgumentParser
import Foundation

/// The command line: one file per command, each parses, calls a library and prints.
@main
struct Compound: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compound",
    abstract: "Designs families of convolutional networks: exact cost, compound scaling, search.",
    discussion: """
      <model> is the name of a known network (`compound table` lists many) or the path of an \
      architecture file. FLOPs are multiply-adds, as in the EfficientNet paper.
      Exit codes: 0 done, 64 usage, 65 bad input, 70 our fault, 130 interrupted.
      """,
    subcommands: [
      TableCommand.self, SummaryCommand.self, CountCommand.self, CompareCommand.self,
      SweepCommand.self, RoundingCommand.self, FitBudgetCommand.self, ImpliedPhiCommand.self,
      ArchitectureCommand.self, DevicesCommand.self, CalibrateCommand.self, AuditCommand.self,
      TrainCommand.self, PredictCommand.self, ExportCommand.self, SearchCommand.self,
      ProxyCheckCommand.self, StudyCommand.self, SpaceCommand.self, ChartCommand.self,
    ])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      exit(with: error)
    }
  }

  /// Ends the process: 0 done, 64 usage, 65 bad input, 70 our fault, 130 interrupted.
  private static func exit(with error: any Error) -> Never {
    if error is CancellationError {
      Diagnostics.write("compound: interrupted")
      Foundation.exit(ExitStatus.interrupted)
    }
    if error is ExitCode || error is CleanExit || error is ValidationError
      || [.success, .validationFailure].contains(exitCode(for: error))
    {
      exit(withError: error)
    }
    if let error = error as? InternalFailure {
      Diagnostics.write("compound: internal error: \(error.message)")
      Foundation.exit(ExitStatus.internalFailure)
    }
    Diagnostics.write("compound: \(error)")
    Foundation.exit(ExitStatus.badInput)
  }
}

/// What the process tells its caller, after the BSD convention (sysexits).
enum ExitStatus {
  static let badInput: Int32 = 65
  static let internalFailure: Int32 = 70
  static let interrupted: Int32 = 130
}

/// Input that is well-formed and still cannot be used, with what to do instead.
struct InputError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// A broken promise of ours that no input should be able to cause.
struct InternalFailure: Error {
  let message: String
}

/// Standard error, for everything that is not a result.
enum Diagnostics {
  static func write(_ line: String) {
    FileHandle.standardError.write(Data("\(line)\n".utf8))
  }
}
