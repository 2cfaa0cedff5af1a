/// A command of the user's that trains one candidate.
public struct CommandDefinition: Codable, Hashable, Sendable {
  /// A shell command with `{architecture}`, `{result}`, `{epochs}` and `{seed}` to fill in, `{device}`
  /// too where there are devices.
  public var command: String
  /// Seconds after which the command is stopped; nil for no limit.
  public var timeLimit: Double?
  /// How often a command that failed is tried again.
  public var retries: Int
  /// Graphics processors that the commands are dealt, one command at a time to each; nil for none.
  public var devices: Int?

  /// Makes a definition; the time limit is in seconds.
  public init(
    command: String, timeLimit: Double? = nil, retries: Int = 0, devices: Int? = nil
  ) {
    self.command = command
    self.timeLimit = timeLimit
    self.retries = retries
    self.devices = devices
  }
}
