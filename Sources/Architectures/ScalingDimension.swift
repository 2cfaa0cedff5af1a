/// What a coefficient multiplies.
public enum ScalingDimension: String, Hashable, Sendable, CaseIterable {
  /// Repeats of blocks.
  case depth
  /// Channels.
  case width
  /// Height and width of the input.
  case resolution
  /// Channels per group.
  case groupWidth = "group width"
}

extension ScalingCoefficients {
  /// The dimensions that these coefficients change, in the order of ``ScalingDimension``.
  public var dimensions: [ScalingDimension] {
    ScalingDimension.allCases.filter { self[$0] != 1 }
  }

  /// The coefficient of one dimension.
  public subscript(dimension: ScalingDimension) -> Double {
    switch dimension {
    case .depth: depth
    case .width: width
    case .resolution: resolution
    case .groupWidth: groupWidth
    }
  }
}
