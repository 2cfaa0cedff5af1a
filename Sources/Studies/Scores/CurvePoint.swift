/// What a training had reached after so many epochs; a pair of numbers in files.
public struct CurvePoint: Hashable, Sendable {
  /// Passes over the training images done.
  public var epoch: Double
  /// What was reached then, of the kind that the evaluator gives.
  public var score: Double

  /// Makes a point.
  public init(epoch: Double, score: Double) {
    (self.epoch, self.score) = (epoch, score)
  }
}

extension CurvePoint: Codable {
  public init(from decoder: any Decoder) throws {
    var pair = try decoder.unkeyedContainer()
    self.init(epoch: try pair.decode(Double.self), score: try pair.decode(Double.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var pair = encoder.unkeyedContainer()
    try pair.encode(epoch)
    try pair.encode(score)
  }
}
