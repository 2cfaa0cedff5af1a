public import Architectures

/// A way to scale as people name it: a path along which a wanted cost is looked for, or fixed
/// coefficients.
public enum ScalingChoice: Hashable, Sendable {
  /// A path, along which some cost or coefficient picks the point.
  case path(ScalingPath)
  /// One point, given by its coefficients.
  case coefficients(ScalingCoefficients)

  /// Reads `depth`, `width`, `resolution`, `compound`; fast scaling as `fast` (what its paper
  /// recommends), `fast:0.8` (its α) or in pycls's notation (`dwr`, `d1_w8_g8_r1`); or coefficients,
  /// `d=1.4,w=1.2,r=1.3` (and `g` for group width).
  ///
  /// - Parameters:
  ///   - text: What a person wrote.
  ///   - compound: What `compound` stands for.
  /// - Throws: ``CostError`` for other text; `ArchitectureError` for numbers out of range.
  public init(parsing text: String, compound: CompoundScaling = .paper) throws {
    switch text {
    case "depth": self = .path(.depth)
    case "width": self = .path(.width)
    case "resolution": self = .path(.resolution)
    case "compound": self = .path(.compound(compound))
    case "fast": self = .path(.fast(.recommended))
    default:
      if text.hasPrefix("fast:") {
        guard let alpha = Double(text.dropFirst("fast:".count)) else { throw Self.invalid(text) }
        self = .path(.fast(try FastScaling(alpha: alpha)))
      } else if text.contains("=") {
        self = .coefficients(try Self.coefficients(text))
      } else if let first = text.first, "dwgr".contains(first),
        text.allSatisfy({ "dwgr_.".contains($0) || $0.isNumber })
      {
        self = .path(.fast(try FastScaling(notation: text)))
      } else {
        throw Self.invalid(text)
      }
    }
  }

  private static func coefficients(_ text: String) throws -> ScalingCoefficients {
    var values: [Substring: Double] = [:]
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2, ["d", "w", "r", "g"].contains(sides[0]), values[sides[0]] == nil,
        let value = Double(sides[1])
      else { throw invalid(text) }
      values[sides[0]] = value
    }
    return try ScalingCoefficients(
      depth: values["d"] ?? 1, width: values["w"] ?? 1, resolution: values["r"] ?? 1,
      groupWidth: values["g"] ?? 1)
  }

  private static func invalid(_ text: String) -> CostError {
    CostError(
      .invalidParameter,
      "scaling '\(text.prefix(60))'; expected depth, width, resolution, compound, fast, fast:0.8, "
        + "d1_w8_g8_r1, or coefficients such as d=1.4,w=1.2,r=1.3")
  }
}

extension ScalableArchitecture {
  /// This architecture under given coefficients, costed as realised after rounding; the value of the
  /// point is d·w²·r².
  ///
  /// - Throws: `ArchitectureError` where it cannot be scaled so, what it is refused for where it
  ///   cannot be built, ``CostError`` where it cannot be counted.
  public func point(
    at coefficients: ScalingCoefficients, rounding: RoundingRules = .tensorFlow
  ) throws -> ScaledPoint<Self> {
    try ScaledPoint(
      of: self, costing: NetworkCost.total(of: lowered()), at: coefficients,
      value: coefficients.multiplyAddsRatio, rounding: rounding)
  }
}
