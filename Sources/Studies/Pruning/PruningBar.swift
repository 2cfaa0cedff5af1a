/// What a training must have reached to go on, after each whole number of epochs: a step function.
///
/// It is worked out before the training begins, so that where it ends depends on no clock.
public struct PruningBar: Codable, Hashable, Sendable {
  /// The steps, by epoch: at and after each, the best so far must be no less than its score.
  public var steps: [CurvePoint]

  /// Makes a bar of steps in ascending order of epochs.
  public init(steps: [CurvePoint]) {
    self.steps = steps
  }

  /// How many points of `curve` there are until it stays below the bar; nil where it never does.
  ///
  /// - Parameter curve: What the training has reached, in ascending order of epochs.
  /// - Returns: The number of points with the first one after which the best so far is too little.
  public func end(of curve: [CurvePoint]) -> Int? {
    var best = -Double.infinity
    for (index, point) in curve.enumerated() {
      best = max(best, point.score)
      guard let step = steps.last(where: { $0.epoch <= point.epoch }) else { continue }
      if best < step.score { return index + 1 }
    }
    return nil
  }
}
