import ArgumentParser

/// The command line: one file per command, each parses, calls a library and prints.
struct Compound: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compound",
    abstract: "Designs families of convolutional networks: exact cost, compound scaling, search.",
    discussion: """
      <model> is the name of a known network (`compound table` lists many) or the path of an \
      architecture file. FLOPs are multiply-adds, as in the EfficientNet paper.
      Exit codes: 0 done, 64 usage, 65 bad input, 69 nothing could be evaluated, 70 our fault, 130 interrupted.
      """,
    subcommands: [
      TableCommand.self, SummaryCommand.self, CountCommand.self, CompareCommand.self,
      SweepCommand.self, RoundingCommand.self, FitBudgetCommand.self, ImpliedPhiCommand.self,
      ArchitectureCommand.self, DevicesCommand.self, CalibrateCommand.self, AuditCommand.self,
      TrainCommand.self, PredictCommand.self, ExportCommand.self, SearchCommand.self,
      ProxyCheckCommand.self, StudyCommand.self, SpaceCommand.self, ChartCommand.self,
    ])
}
