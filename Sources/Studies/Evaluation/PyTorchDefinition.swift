/// How PyTorch trains candidates, by the same recipe as the proxy trainer.
public struct PyTorchDefinition: Codable, Hashable, Sendable {
  /// What computes.
  public enum Device: String, Codable, CaseIterable, Hashable, Sendable {
    /// The first of the others that is there.
    case auto
    /// Graphics processors, or the processor.
    case cuda, mps, cpu
  }

  /// The numbers of the forward and backward passes; parameters are float32.
  public enum Precision: String, Codable, CaseIterable, Hashable, Sendable {
    /// As the proxy trainer; or half as many bytes where PyTorch's autocast thinks that enough.
    case float32, bfloat16
  }

  /// The interpreter that has PyTorch.
  public var python: String
  /// What computes.
  public var device: Device
  /// The numbers of the passes.
  public var precision: Precision
  /// Whether `torch.compile` makes the steps.
  public var compile: Bool
  /// Processes that prepare images beside each training.
  public var loaders: Int
  /// Graphics processors of this machine; each training is given one.
  public var devices: Int
  /// Trainings that share one.
  public var workersPerDevice: Int
  /// Seconds after which a training is stopped; nil for no limit.
  public var timeLimit: Double?
  /// How often a training that failed is tried again.
  public var retries: Int
}
