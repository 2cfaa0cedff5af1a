public import Networks

/// What a network is called after scaling, so that no two members of a family share a name.
public enum ScaledName {
  /// The member of a family at φ: `efficientnet-b0-phi1`; at 0 the baseline's own name.
  public static func name(_ baseline: String, phi: Double) -> String {
    phi == 0 ? baseline : "\(baseline)-phi\(text(phi, decimals: 1e6))"
  }

  /// The network under coefficients, each that is not 1 by its letter: `efficientnet-b0-d1.2-w1.1-r1.15`.
  public static func name(_ baseline: String, _ coefficients: ScalingCoefficients) -> String {
    let factors = [
      ("d", coefficients.depth), ("w", coefficients.width), ("r", coefficients.resolution),
      ("g", coefficients.groupWidth),
    ]
    return baseline
      + factors.filter { $0.1 != 1 }.map { "-\($0)\(text($1, decimals: 1e4))" }.joined()
  }

  /// The network at another resolution, as the zoo's names have it: `resnet-50@320`.
  public static func name(_ baseline: String, at resolution: Resolution) -> String {
    guard let old = baseline.lastIndex(of: "@") else { return "\(baseline)@\(resolution)" }
    return baseline[..<old] + "@\(resolution)" + baseline[old...].drop { $0 != "/" }
  }

  /// Up to so many decimals, none where the number is whole.
  private static func text(_ value: Double, decimals: Double) -> String {
    let rounded = (value * decimals).rounded() / decimals
    return Int(exactly: rounded).map(String.init) ?? "\(rounded)"
  }
}
