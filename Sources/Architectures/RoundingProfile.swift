/// The rounding rules of a well-known code base, by name.
public struct RoundingProfile: Hashable, Sendable {
  /// The name on command lines.
  public let name: String
  /// What the code base does.
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
