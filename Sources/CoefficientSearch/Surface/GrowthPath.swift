public import Statistics

/// Where the best shape at each cost goes as cost grows, read from a response surface: first back to
/// balance, then along one direction.
public struct GrowthPath: Sendable {
  /// The path.
  public let path: ExpansionPath
  /// What the region of directions spans of the shares of depth, width and resolution; nil where the
  /// curvature can't be told from none, so that every direction is possible.
  public let directionSpans: [ClosedRange<Double>]?
  /// What the region of the best shape at the baseline's own cost spans of each coordinate; nil as
  /// above.
  public let balanceSpans: [ClosedRange<Double>]?
  /// The probability of so much drift of the direction over the range of costs, or more, where there
  /// is none; nil where too few trainings are left to tell.
  public let driftPValue: Double?

  /// Whether there is one best direction.
  public var isDecided: Bool { directionSpans != nil }

  /// Whether the direction changes over the range of costs, beyond the error.
  public var drifts: Bool { driftPValue.map { $0 < 0.05 } ?? false }

  /// The path of a surface; nil where it bends up somewhere, so that no shape is the best.
  init?(_ surface: QuadraticSurface, observations: [[Double]], confidence: Double) {
    guard let path = ExpansionPath(surface, confidence: confidence) else { return nil }
    self.path = path
    driftPValue = Self.drift(surface, observations)
    guard path.isDecided else {
      (directionSpans, balanceSpans) = (nil, nil)
      return
    }
    directionSpans = Self.spans(around: path.direction, sum: 1) {
      path.canBeDirection($0, confidence: confidence) == true
    }
    balanceSpans = Self.spans(around: path.balance, sum: 0) {
      path.canBeBalance($0, confidence: confidence) == true
    }
  }

  /// What the points of a plane, a grid about `center`, that `isHeld` span of each coordinate.
  private static func spans(
    around center: [Double], sum: Double, _ isHeld: ([Double]) -> Bool
  ) -> [ClosedRange<Double>] {
    let steps = stride(from: -3.0, through: 3.0, by: 0.05)
    var held = [center]
    for first in steps {
      for second in steps {
        let point = [
          center[0] + first, center[1] + second, sum - center[0] - center[1] - first - second,
        ]
        if isHeld(point) { held.append(point) }
      }
    }
    return (0..<3).map { axis in
      let values = held.map { $0[axis] }
      return (values.min() ?? 0)...(values.max() ?? 0)
    }
  }

  /// Whether two columns more, by which the slopes along the constraint bend with cost, explain more
  /// than chance would.
  private static func drift(_ surface: QuadraticSurface, _ points: [[Double]]) -> Double? {
    let bends = points.map { point -> [Double] in
      let cost = point.reduce(0, +)
      return [
        cost * cost * (point[0] - point[1]), cost * cost * (point[0] + point[1] - 2 * point[2]),
      ]
    }
    return surface.pValue(ofAdding: bends)
  }
}
