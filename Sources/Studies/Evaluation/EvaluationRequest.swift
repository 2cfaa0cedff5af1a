public import Architectures
import Files
import Foundation

/// One training to do: a network at proxy scale with everything that its result depends on.
public struct EvaluationRequest: Hashable, Sendable {
  /// The trial that the training belongs to.
  public var trial: Int
  /// The candidate in one line, for messages.
  public var candidate: String
  /// The network to train, at proxy scale.
  public var architecture: Architecture
  /// Passes over the training images.
  public var epochs: Int
  /// Seed of initialisation, data order and augmentation.
  ///
  /// Equal seeds for different candidates are the common random numbers that make their difference
  /// precise.
  public var seed: UInt64
  /// A folder for files that the evaluator keeps between runs, each training's own.
  ///
  /// It may not exist yet.
  public var folder: String
  /// What a command is told of the candidate beside its file, by name, such as `depth`.
  public var values: [String: Double]
  /// What the training must have reached on the way to go on; nil where it is never ended early.
  public var bar: PruningBar?

  /// The key of ``values`` under which the factor on the recipe's learning rate stands.
  public static let learningRate = "learningRate"

  /// The factor on the recipe's learning rate.
  public var learningRateFactor: Double { values[Self.learningRate] ?? 1 }

  /// Where a training keeps what a later run goes on from, below ``folder``.
  public var checkpoint: String { folder + "/checkpoint" }

  /// Refuses a training's folder that a link leads out of the folder of all trainings.
  ///
  /// - Parameter place: The folder, or one in it.
  /// - Throws: ``SearchError/studyUnwritable(path:reason:)`` naming the link.
  package func checkFolder(_ place: String) throws {
    do throws(FileError) {
      try Folder.checkLeads(place, within: Folder.holding(folder))
    } catch {
      throw SearchError.studyUnwritable(path: error.file, reason: error.message)
    }
  }

  /// Removes what would only have served to go on with the training.
  public func removeCheckpoint() {
    try? FileManager.default.removeItem(atPath: checkpoint)
    // Stays where others have put something into it.
    rmdir(folder)
  }

  /// - Parameters:
  ///   - trial: The trial's number in its study.
  ///   - candidate: The candidate in one line that a person can read.
  ///   - architecture: The network to train, at proxy scale.
  ///   - epochs: Passes over the training images.
  ///   - seed: Seed of initialisation, data order and augmentation.
  ///   - checkpoints: The folder in which each training has one of its own.
  ///   - values: What a command is told beside the network's file, by name.
  ///   - bar: What the training must have reached on the way to go on.
  public init(
    trial: Int, candidate: String, architecture: Architecture, epochs: Int, seed: UInt64,
    checkpoints: String, values: [String: Double] = [:],
    bar: PruningBar? = nil
  ) {
    self.trial = trial
    self.candidate = candidate
    self.architecture = architecture
    self.epochs = epochs
    self.seed = seed
    self.values = values
    self.bar = bar
    folder = "\(checkpoints)/\(trial)-\(epochs)-\(seed)"
  }
}
