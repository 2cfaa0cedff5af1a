import Files
import Foundation
import Synchronization

/// A shell command in a process group of its own, its output going to a file.
struct CommandProcess: Sendable {
  enum Status {
    case exited(Int32)
    case killed(Int32)
  }

  private let identifier: pid_t

  /// The groups of all commands that run.
  private static let groups = Mutex<Set<pid_t>>([])
  /// Signals that this process ignores or handles, which the command is to meet as any other does.
  private static let ownSignals = [SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM]
  /// Where the command finds the lock: beyond the numbers that shells use.
  private static let lockDescriptor: Int32 = 198

  /// Starts the command.
  ///
  /// - Parameters:
  ///   - command: What a shell is to carry out.
  ///   - environment: Variables in addition to this process's, or in place of them.
  ///   - log: The file for its output.
  ///   - lock: Held by the command and what it starts, too.
  /// - Throws: ``EvaluationFailure`` where the system starts no process.
  init(_ command: String, environment: [String: String], log: String, lock: FileLock) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(
      &actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o666)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    posix_spawn_file_actions_adddup2(&actions, lock.fileDescriptor, Self.lockDescriptor)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setpgroup(&attributes, 0)
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in Self.ownSignals { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    // The command's group stands in the lock before the command begins, whenever this process ends.
    let words = ["/bin/sh", "-c", "echo $$ > \"$1\"; exec /bin/sh -c \"$0\"", command, lock.path]
    let arguments = words.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    let variables =
      ProcessInfo.processInfo.environment
      .merging(environment) { _, own in own }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { variables.forEach { free($0) } }
    var identifier: pid_t = 0
    // Under the lock, so that nobody ends all groups between a command's start and its entry here.
    let code = Self.groups.withLock { groups in
      let code = posix_spawn(&identifier, "/bin/sh", &actions, &attributes, arguments, variables)
      if code == 0 { groups.insert(identifier) }
      return code
    }
    guard code == 0 else {
      throw EvaluationFailure(
        cause: "the command can't be started", detail: SystemError.text(of: code))
    }
    self.identifier = identifier
  }

  /// Ends all commands that run, with what they started, at once.
  static func killAll() {
    groups.withLock { groups in
      for group in groups { kill(-group, SIGKILL) }
    }
  }

  /// How the command ended; nil while it runs.
  ///
  /// - Precondition: no earlier call has told the end.
  func poll() -> Status? {
    var status: Int32 = 0
    let hasEnded = Self.groups.withLock { groups in
      guard waitpid(identifier, &status, WNOHANG) == identifier else { return false }
      groups.remove(identifier)
      return true
    }
    guard hasEnded else { return nil }
    // The low seven bits are the signal, the next byte the exit code.
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
  }

  /// Stops the command and what it started: a polite signal, then, after a second, a final one.
  func stop() {
    kill(-identifier, SIGTERM)
    for _ in 0..<50 {
      if poll() != nil {
        kill(-identifier, SIGKILL)
        return
      }
      usleep(20_000)
    }
    kill(-identifier, SIGKILL)
    while poll() == nil { usleep(20_000) }
  }
}
