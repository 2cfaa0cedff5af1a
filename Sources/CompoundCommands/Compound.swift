import ArgumentParser

/// The command line: one file per command, each parses, calls a library and prints.
struct Compound: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compound",
    abstract: "Designs families of convolutional networks: exact cost, compound scaling, search.",
    discussion: """
      <model> is the name of a known network (`compound table` lists many) or the path of an \
      architecture file. FLOPs are multiply-adds, as in the EfficientNet paper.
      Where a file is read, - is standard input; where one is written, standard output. Pipes serve as \
      well.
      Exit codes: \(ExitStatus.summary).
      """,
    subcommands: [
      TableCommand.self, SummaryCommand.self, CountCommand.self, CompareCommand.self,
      SweepCommand.self, RoundingCommand.self, FitBudgetCommand.self, ImpliedPhiCommand.self,
      ArchitectureCommand.self, DevicesCommand.self, CalibrateCommand.self,
      LatencyCommand.self, AuditCommand.self,
      DataCommand.self, TrainCommand.self, PredictCommand.self, ActivationMapCommand.self,
      ExportCommand.self,
      SearchCommand.self, ProxyCheckCommand.self, StudyCommand.self, SpaceCommand.self,
      ChartCommand.self, ReportCommand.self, WorkerCommand.self,
    ])
}
