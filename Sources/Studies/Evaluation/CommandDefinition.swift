/// A command of the user's that trains one candidate.
public struct CommandDefinition: Codable, Hashable, Sendable {
  /// A shell command with `{architecture}`, `{result}`, `{epochs}` and `{seed}` to fill in.
  public var command: String
  /// Seconds after which the command is stopped; nil for no limit.
  public var timeLimit: Double?
  /// How often a command that failed is tried again.
  public var retries: Int

  /// Makes a definition; the time limit is in seconds.
  public init(command: String, timeLimit: Double? = nil, retries: Int = 0) {
    self.command = command
    self.timeLimit = timeLimit
    self.retries = retries
  }
}
