import Configuration

/// Where a search's candidates are evaluated; no part of its definition, as no result depends on it.
public enum EngineDefinition: Hashable, Sendable {
  /// On this machine.
  case local
  /// By the tasks of a Slurm cluster: what is added to `sbatch`, and how many run side by side.
  case slurm(options: String, tasks: Int?)
}

extension EngineDefinition {
  /// The numbers of tasks that can be asked for.
  package static let tasks = 1...100_000

  /// Reads the key `engine`: `local`, `slurm`, or `{slurm: "-p gpu --gres=gpu:1", tasks: 64}`.
  ///
  /// - Throws: `FileError` at the key or value that is wrong.
  init(_ node: ConfigurationNode) throws {
    guard node.isMapping else {
      self =
        try node.choice(among: ["local", "slurm"]) == "local"
        ? .local : .slurm(options: "", tasks: nil)
      return
    }
    var keys = try node.mapping()
    self = .slurm(
      options: try keys.string("slurm"),
      tasks: try keys.optional("tasks")?.integer(in: Self.tasks))
    try keys.finish()
  }
}
