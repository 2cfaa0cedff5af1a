/// Why a network cannot be run.
public struct ExecutionError: Error, Hashable, Sendable {
  /// The kind of a problem, for callers that switch over it.
  public enum Reason: Hashable, Sendable {
    /// The network has an operator without a kernel, or outputs that no plan takes.
    case unsuitableNetwork
    /// The processor cannot run the kernels that are asked for.
    case noKernels
    /// The plan needs more memory than the limit allows.
    case overMemoryLimit
    /// The system has not that much memory.
    case outOfMemory
    /// Weights are missing, unknown, or of another size than the network's parameters.
    case weightMismatch
  }

  /// The kind of the problem.
  public let reason: Reason
  /// What was found, what was expected, and what to do.
  public let message: String

  /// An error with its message, a sentence without a full stop.
  public init(_ reason: Reason, _ message: String) {
    self.reason = reason
    self.message = message
  }
}

extension ExecutionError: CustomStringConvertible {
  public var description: String { message }
}
