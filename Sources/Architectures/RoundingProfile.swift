/// The rounding rules of a well-known code base, by name.
public struct RoundingProfile: Hashable, Sendable {
  /// The name on command lines.
  public let name: String
  public let rules: RoundingRules
  /// What the code does, and where it is from.
  public let summary: String

  /// Every profile; the first is the default.
  public static let all: [RoundingProfile] = [
    RoundingProfile(
      name: "tensorflow", rules: .tensorFlow,
      summary: "channels int(x + 4) // 8 · 8, one divisor more below 90 % of the scaled width; "
        + "repeats rounded up (tensorflow/tpu, round_filters and round_repeats)"),
    RoundingProfile(
      name: "timm", rules: .tensorFlow,
      summary: "channels as TensorFlow's (make_divisible with round_limit 0.9); repeats rounded up "
        + "(pytorch-image-models, depth_trunc 'ceil')"),
    RoundingProfile(
      name: "torchvision", rules: RoundingRules(headFollowsLastStage: true),
      summary: "channels as TensorFlow's (_make_divisible), but the head is four times the last "
        + "stage's rounded channels; repeats rounded up"),
    RoundingProfile(
      name: "pycls", rules: .pycls,
      summary: "channels, repeats and resolution (to 4) rounded to the nearest, halves to the even "
        + "multiple, without a guard (pycls/models/scaler.py)"),
  ]

  /// The profile of that name.
  ///
  /// - Throws: ``ArchitectureError`` that lists the names there are.
  public static func named(_ name: String) throws(ArchitectureError) -> RoundingProfile {
    guard let profile = all.first(where: { $0.name == name }) else {
      throw ArchitectureError(
        place: "scaling", key: "rounding", found: "'\(name)'",
        expected: all.map(\.name).joined(separator: ", "))
    }
    return profile
  }
}

extension RoundingRules {
  /// pycls's: Python's `round`, which takes halves to the even number, and no guard.
  public static let pycls = RoundingRules(
    minimumFraction: 0, channelMode: .nearestEven, repeatMode: .nearestEven, minimumRepeats: 1,
    resolutionDivisor: 4, resolutionMode: .nearestEven)
}

/// Where rounding profiles part on one scaling of one architecture.
public struct RoundingComparison: Hashable, Sendable {
  /// A size that is not the same under all profiles.
  public struct Row: Hashable, Sendable {
    /// `input`, `stem`, `stage 3` or `head`.
    public let place: String
    /// `resolution`, `channels` or `repeats`.
    public let quantity: String
    /// One value per profile, in their order.
    public let values: [Int]

    /// The largest value ÷ the smallest − 1.
    public var spread: Double {
      Double(values.max() ?? 0) / Double(max(1, values.min() ?? 1)) - 1
    }
  }

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
    var rows = [Row(place: "input", quantity: "resolution", values: scaled.map(\.resolution))]
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
