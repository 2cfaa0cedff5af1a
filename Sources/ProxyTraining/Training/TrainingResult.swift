import NetworkExecution
public import Networks
import TrainingData

/// What became of a training.
public struct TrainingResult: Hashable, Sendable {
  /// The state of a training at one moment.
  public struct Point: Hashable, Sendable {
    /// Steps done.
    public let step: Int
    /// Passes over the training images done.
    public let epoch: Double
    /// The learning rate of the last step.
    public let learningRate: Double
    /// The mean loss of the training batches since the point before, label smoothing included; the
    /// weighted sum over the outputs of a network with several (`OutputLoss`).
    public let trainingLoss: Double
    /// The share of those batches' images that were classified right.
    public let trainingTop1: Double
    /// The mean cross-entropy of the main output for the validation images, or for the minival where
    /// one is held out, without smoothing.
    public let validationLoss: Double
    /// The share of those images classified right, with averaged weights where there are any.
    public let top1: Double
  }

  /// One point per validation, the last at the end.
  public let curve: [Point]
  /// The point with the lowest loss on the minival, whose weights are the result; `nil` where none is
  /// held out.
  public let minival: Point?
  /// The share of validation images classified right by the resulting weights: the last point's, or
  /// the minival's choice.
  public let top1: Double
  /// Their mean cross-entropy.
  public let loss: Double
  /// Steps that were trained.
  public let steps: Int
  /// Seconds from start to end, validation included.
  public let seconds: Double
  /// Images trained per second, validation left out.
  public let imagesPerSecond: Double
  /// Trainable scalars.
  public let parameters: Int
  /// Bytes planned, and allocated, for parameters, state and activations.
  public let memoryBytes: Int
  /// The kernels that ran: `avx2`, `avx512`, `neon` or `reference`.
  ///
  /// Results are the same to the bit for one variant, and with `avx2` and `avx512`; else alike
  /// within rounding.
  public let variant: String
  /// Threads that the training ran on; they do not change its result.
  public let threads: Int
}

/// The weights that a training has come to: those that the minival chose, or the last ones; averaged
/// where an average is kept.
public struct TrainedWeights {
  let layout: ParameterLayout
  let block: FloatBlock

  /// The elements of a parameter, in the order of its axes here; `nil` where the network has no such.
  public func values(of parameter: ParameterID) -> [Float]? {
    guard let tensor = layout.tensor(parameter) else { return nil }
    return Array(UnsafeBufferPointer(start: block.base + tensor.offset, count: tensor.count))
  }
}

/// What a training tells while it runs.
public struct TrainingProgress: Sendable {
  /// Steps done.
  public let step: Int
  /// Steps that the whole training takes.
  public let steps: Int
  /// Passes over the training images done.
  public let epoch: Double
  /// Passes that the whole training takes.
  public let epochs: Double
  /// The loss of the latest batch.
  public let loss: Double
  /// One point per validation so far, those before a resumption among them.
  public let curve: [TrainingResult.Point]
  /// The part of the work that is done, in `0 ... 1`, validations included.
  public let fraction: Double
  /// Images trained per second in this run, validation left out.
  public let imagesPerSecond: Double
  /// The images that a validation scores.
  public let scoredImages: Int
  /// The latest validation, on the step that made it.
  public var point: TrainingResult.Point? { curve.last?.step == step ? curve.last : nil }
}
