import NetworkExecution
import TrainingRecipes

/// Why a network cannot be trained, or why its training ended.
public struct TrainingError: Error, Hashable, Sendable {
  /// The kind of a problem, for callers that switch over it.
  public enum Reason: Hashable, Sendable {
    /// The network is not a classifier, or does not fit the data.
    case unsuitableNetwork
    /// A value of the recipe is out of its range.
    case invalidSetting
    /// The plan needs more memory than the limit allows.
    case overMemoryLimit
    /// The system has not that much memory.
    case outOfMemory
    /// The loss became infinite or no number.
    case diverged
    /// The caller asked to stop.
    case cancelled
    /// A checkpoint's tensors do not fit the network or the recipe.
    case checkpointMismatch
  }

  /// The kind of the problem.
  public let reason: Reason
  /// What was found, what was expected, and what to do.
  public let message: String

  /// Makes an error from its kind and its message.
  public init(_ reason: Reason, _ message: String) {
    self.reason = reason
    self.message = message
  }
}

extension TrainingError: CustomStringConvertible {
  public var description: String { message }
}

extension TrainingError {
  /// What execution found, as a training says it.
  init(_ error: ExecutionError) {
    let reason: Reason =
      switch error.reason {
      case .unsuitableNetwork: .unsuitableNetwork
      case .noKernels: .invalidSetting
      case .overMemoryLimit: .overMemoryLimit
      case .outOfMemory: .outOfMemory
      case .weightMismatch: .checkpointMismatch
      }
    self.init(reason, error.message)
  }

  /// Calls `body`; what execution or a recipe throws in it becomes this target's error.
  static func translating<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as ExecutionError {
      throw TrainingError(error)
    } catch let error as RecipeError {
      throw TrainingError(.invalidSetting, error.description)
    }
  }
}
