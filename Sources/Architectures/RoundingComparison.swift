import Networks

/// Where rounding profiles part on one scaling of one architecture.
public struct RoundingComparison: Hashable, Sendable {
  /// A size that is not the same under all profiles.
  public struct Row: Hashable, Sendable {
    /// `input`, `stem`, `stage 3` or `head`.
    public let place: String
    /// `resolution`, of a rectangle `height` and `width`; `channels` or `repeats`.
    public let quantity: String
    /// One value per profile, in their order.
    public let values: [Int]

    /// The largest value ÷ the smallest − 1.
    public var spread: Double {
      Double(values.max() ?? 0) / Double(max(1, values.min() ?? 1)) - 1
    }
  }

  /// The profiles that are compared.
  public let profiles: [RoundingProfile]
  /// The architecture under each profile, in their order.
  public let architectures: [Architecture]
  /// The sizes that differ, from the input to the head.
  public let rows: [Row]

  /// Scales `architecture` under each profile.
  ///
  /// - Throws: ``ArchitectureError`` where a profile cannot scale it.
  public init(
    of architecture: Architecture, by coefficients: ScalingCoefficients,
    profiles: [RoundingProfile] = RoundingProfile.all
  ) throws(ArchitectureError) {
    var scaled: [Architecture] = []
    for profile in profiles {
      scaled.append(
        try architecture.scaled(by: coefficients, rounding: profile.rules).architecture)
    }
    self.profiles = profiles
    architectures = scaled
    rows = Self.sizes(of: scaled).filter { Set($0.values).count > 1 }
  }

  private static func sizes(of scaled: [Architecture]) -> [Row] {
    guard let first = scaled.first else { return [] }
    let resolutions = scaled.map(\.resolution)
    var rows =
      resolutions.allSatisfy(\.isSquare)
      ? [Row(place: "input", quantity: "resolution", values: resolutions.map(\.height))]
      : [
        Row(place: "input", quantity: "height", values: resolutions.map(\.height)),
        Row(place: "input", quantity: "width", values: resolutions.map(\.width)),
      ]
    for index in first.stem.layers.indices {
      let values = scaled.map { $0.stem.layers[index].channels }
      rows.append(Row(place: "stem", quantity: "channels", values: values))
    }
    for index in first.stages.indices {
      let place = "stage \(index + 1)"
      let stages = scaled.map { $0.stages[index] }
      rows.append(Row(place: place, quantity: "channels", values: stages.map(\.channels)))
      rows.append(Row(place: place, quantity: "repeats", values: stages.map(\.repeats)))
    }
    if first.head.channels != nil {
      let values = scaled.map { $0.head.channels ?? 0 }
      rows.append(Row(place: "head", quantity: "channels", values: values))
    }
    return rows
  }
}
