import ArgumentParser

/// The command line: one file per command, each parses, calls a library and prints.
struct Compound: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compound",
    abstract: "Designs families of convolutional networks: exact cost, compound scaling, search.",
    discussion: """
      <model> is the name of a known network (`compound table --names` lists them; those of timm and \
      torchvision, such as resnet50 or mobilenetv2_100, will do) or the path of an architecture file. FLOPs are multiply-adds, as in the EfficientNet paper.
      Where a file is read, - is standard input; where one is written, standard output. Pipes serve as \
      well.
      Exit codes: \(ExitStatus.summary).
      In a terminal, tables keep to its width: --wide shows all columns, and a pipe gets them anyway.
      Completions for a shell: compound --generate-completion-script bash (or zsh, fish).
      """,
    version: CompoundVersion.text,
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
