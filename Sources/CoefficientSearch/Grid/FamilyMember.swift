public import Architectures
public import CostModel

/// One member of a family scaled from a baseline.
public struct FamilyMember: Hashable, Sendable {
  /// The compound coefficient φ.
  public var phi: Double
  /// Depth α^φ, width β^φ and resolution γ^φ, before rounding.
  public var coefficients: ScalingCoefficients
  /// The scaled network.
  public var architecture: Architecture
  /// Its costs as realised, after rounding.
  public var costs: Figures
  /// Multiply-adds ÷ those of the unscaled baseline.
  public var multiplyAddsRatio: Double

  /// The members at `phis`, each costed as realised.
  ///
  /// - Throws: the scaling's or cost model's error where a member can't be built.
  public static func family(
    of base: Architecture, scaling: CompoundScaling, phis: [Double]
  ) throws -> [FamilyMember] {
    let baseCosts = try Figures(of: base)
    return try phis.map { phi in
      let coefficients = try scaling.coefficients(phi: phi)
      let architecture = try base.scaled(by: coefficients).architecture
      let costs = try Figures(of: architecture)
      return FamilyMember(
        phi: phi, coefficients: coefficients, architecture: architecture, costs: costs,
        multiplyAddsRatio: Double(costs.multiplyAdds) / Double(baseCosts.multiplyAdds))
    }
  }
}

extension Architecture {
  /// This member of a family under its name, such as `efficientnet-b0-phi1`.
  func named(after base: Architecture, phi: Double) throws -> Architecture {
    try named(ScaledName.name(base.name, phi: phi))
  }
}
