/// How exact, scaled sizes become whole numbers.
///
/// The default is EfficientNet's (`round_filters` and `round_repeats` of its TensorFlow code).
public struct RoundingRules: Hashable, Sendable {
  /// How a number between two whole multiples is decided.
  public enum Mode: String, Hashable, Sendable, CaseIterable {
    /// To the nearest multiple, halves up: ⌊x / divisor + 1/2⌋.
    case nearest
    /// To the nearest multiple, halves to the even one, as Python's `round` does.
    case nearestEven
    /// Down to the multiple below.
    case down
    /// Up to the multiple above.
    case up
  }

  /// Channels become a multiple of this.
  public let divisor: Int
  /// Channels never fall below this share of the exact value: one divisor more is taken instead.
  public let minimumFraction: Double
  /// The least number of channels.
  public let minimumChannels: Int
  /// How channels between two multiples of ``divisor`` are decided.
  public let channelMode: Mode
  /// How a broken number of repeats is decided.
  public let repeatMode: Mode
  /// The least number of repeats; 0 refuses a stage that would shrink to nothing.
  public let minimumRepeats: Int
  /// Resolutions become a multiple of this.
  public let resolutionDivisor: Int
  /// How resolutions between two multiples of ``resolutionDivisor`` are decided.
  public let resolutionMode: Mode
  /// Whether the head's convolution keeps its ratio to the last stage's rounded channels, instead
  /// of being scaled and rounded by itself.
  public let headFollowsLastStage: Bool

  /// Rules that are EfficientNet's but for what is given.
  ///
  /// Divisors below 1 count as 1; the minimum of channels is by default the divisor.
  public init(
    divisor: Int = 8, minimumFraction: Double = 0.9, minimumChannels: Int? = nil,
    channelMode: Mode = .nearest, repeatMode: Mode = .up, minimumRepeats: Int = 0,
    resolutionDivisor: Int = 1, resolutionMode: Mode = .nearest, headFollowsLastStage: Bool = false
  ) {
    self.divisor = max(1, divisor)
    self.minimumFraction = minimumFraction
    self.minimumChannels = max(1, minimumChannels ?? divisor)
    self.channelMode = channelMode
    self.repeatMode = repeatMode
    self.minimumRepeats = max(0, minimumRepeats)
    self.resolutionDivisor = max(1, resolutionDivisor)
    self.resolutionMode = resolutionMode
    self.headFollowsLastStage = headFollowsLastStage
  }

  /// EfficientNet's rules.
  public static let tensorFlow = RoundingRules()

  /// Whole channels for `exact` scaled ones.
  ///
  /// The guard compares with the scaled, not the original width.
  public func channels(_ exact: Double) -> Int {
    let rounded = max(minimumChannels, Self.multiple(of: divisor, exact, channelMode))
    return Double(rounded) < minimumFraction * exact ? rounded + divisor : rounded
  }

  /// Whole blocks for `exact` scaled ones.
  ///
  /// In binary64 2.2 · 25 lies just above 55, so 56.
  public func repeats(_ exact: Double) -> Int {
    max(minimumRepeats, Self.multiple(of: 1, exact, repeatMode))
  }

  /// Whole pixels for an `exact` scaled side of an image; height and width go through it alike.
  public func resolution(_ exact: Double) -> Int {
    Self.multiple(of: resolutionDivisor, exact, resolutionMode)
  }

  /// Whole channels per group for an `exact` scaled group width: 1, 2, 4 or a multiple of 8, halves
  /// to the even number (pycls, `pycls/models/scaler.py`).
  public func groupWidth(_ exact: Double) -> Int {
    let whole = max(1, Self.multiple(of: 1, exact, .nearestEven))
    if whole <= 2 { return whole }
    return whole <= 5 ? 4 : Self.multiple(of: 8, Double(whole), .nearestEven)
  }

  /// The multiple of `unit` nearest to `channels`, halves as ``channelMode`` has them, at least one.
  func wholeGroups(_ channels: Int, of unit: Int) -> Int {
    let mode: Mode = channelMode == .nearestEven ? .nearestEven : .nearest
    return max(unit, Self.multiple(of: unit, Double(channels), mode))
  }

  private static func multiple(of divisor: Int, _ exact: Double, _ mode: Mode) -> Int {
    let quotient = exact / Double(divisor)
    let whole: Double
    switch mode {
    case .nearest: whole = (quotient + 0.5).rounded(.down)
    case .nearestEven: whole = quotient.rounded(.toNearestOrEven)
    case .down: whole = quotient.rounded(.down)
    case .up: whole = quotient.rounded(.up)
    }
    return Int(whole) * divisor
  }
}
