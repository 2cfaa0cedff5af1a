/// What an evaluator found.
public struct Evaluation: Hashable, Sendable {
  /// Top-1 accuracy in `0 ... 1`, or another score where larger is better.
  public var accuracy: Double
  /// Loss on the held-out images, where there is one.
  public var loss: Double?
  /// Further figures by name, recorded as they are.
  public var measures: [String: Double]

  public init(accuracy: Double, loss: Double? = nil, measures: [String: Double] = [:]) {
    self.accuracy = accuracy
    self.loss = loss
    self.measures = measures
  }
}
