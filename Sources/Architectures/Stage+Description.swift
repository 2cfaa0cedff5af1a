import Networks

extension Stage {
  /// The operator in the words of the papers' tables: `MBConv6, k5×5`.
  public var operatorName: String {
    let kernel = "k\(kernelSize)×\(kernelSize)"
    switch block {
    case .convolution(let parts):
      return parts.groups == 1 ? "Conv, \(kernel)" : "Conv, \(kernel), \(parts.groups) groups"
    case .depthwiseSeparable: return "Separable conv, \(kernel)"
    case .mbConv(let parts): return "MBConv\(parts.expansion.label), \(kernel)\(squeezeLabel)"
    case .fusedMBConv(let parts):
      return "Fused-MBConv\(parts.expansion.label), \(kernel)\(squeezeLabel)"
    case .basicResidual: return "Basic block, \(kernel)\(squeezeLabel)"
    case .bottleneckResidual(let parts):
      let groups =
        switch parts.groups {
        case .count(1): ""
        case .count(let count): ", \(count) groups"
        case .width(let width): ", group width \(width)"
        }
      return "Bottleneck, \(kernel)\(groups)\(squeezeLabel)"
    }
  }

  private var squeezeLabel: String {
    guard let squeeze = block.squeeze else { return "" }
    return ", SE \(Expansion.text(squeeze.ratio))"
  }
}

extension Expansion {
  fileprivate var label: String {
    switch self {
    case .ratio(let ratio): Self.text(ratio)
    case .channels(let channels): "(\(channels))"
    }
  }

  /// A whole ratio without its point.
  fileprivate static func text(_ ratio: Double) -> String {
    ratio == ratio.rounded() && abs(ratio) < 1e6 ? "\(Int(ratio))" : "\(ratio)"
  }
}
