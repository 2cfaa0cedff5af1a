/// A command of the user's that trains one candidate.
public struct CommandDefinition: Codable, Hashable, Sendable {
  /// A shell command with `{architecture}`, `{result}`, `{epochs}`, `{seed}`, `{checkpoint}` and
  /// `{proxyScale}` to fill in, `{device}` too where there are devices.
  public var command: String
  /// Variables of the command's environment beside those of the search, by name; the same words are
  /// filled in.
  public var environment: [String: String]
  /// Seconds after which the command is stopped; nil for no limit.
  public var timeLimit: Double?
  /// How often a command that failed is tried again.
  public var retries: Int
  /// Graphics processors that the commands are dealt, one command at a time to each; nil for none.
  public var devices: Int?

  /// Makes a definition; the time limit is in seconds.
  public init(
    command: String, environment: [String: String] = [:], timeLimit: Double? = nil,
    retries: Int = 0, devices: Int? = nil
  ) {
    self.command = command
    self.environment = environment
    self.timeLimit = timeLimit
    self.retries = retries
    self.devices = devices
  }
}

extension CommandDefinition {
  private enum CodingKeys: String, CodingKey {
    case command, environment, timeLimit, retries, devices
  }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      command: try keys.decode(String.self, forKey: .command),
      environment: try keys.decodeIfPresent([String: String].self, forKey: .environment) ?? [:],
      timeLimit: try keys.decodeIfPresent(Double.self, forKey: .timeLimit),
      retries: try keys.decode(Int.self, forKey: .retries),
      devices: try keys.decodeIfPresent(Int.self, forKey: .devices))
  }

  public func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: CodingKeys.self)
    try keys.encode(command, forKey: .command)
    // As studies from before there was one have it.
    if !environment.isEmpty { try keys.encode(environment, forKey: .environment) }
    try keys.encodeIfPresent(timeLimit, forKey: .timeLimit)
    try keys.encode(retries, forKey: .retries)
    try keys.encodeIfPresent(devices, forKey: .devices)
  }
}
