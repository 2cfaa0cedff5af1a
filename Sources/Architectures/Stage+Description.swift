import Networks

extension Stage {
  /// The operator in the words of the papers' tables: `MBConv6, k5×5`.
  public var operatorName: String {
    let kernel = "k\(kernelSize)×\(kernelSize)"
    switch block {
    case .convolution(let parts):
      return parts.groups == 1 ? "Conv, \(kernel)" : "Conv, \(kernel), \(parts.groups) groups"
    case .depthwiseSeparable: return "Separable conv, \(kernel)\(squeezeLabel)"
    case .mbConv(let parts): return "MBConv\(parts.label), \(kernel)\(squeezeLabel)"
    case .fusedMBConv(let parts):
      return "Fused-MBConv\(parts.label), \(kernel)\(squeezeLabel)"
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

  /// The stage in a few words, for lists of many architectures: `3×MBConv6 k5×5 SE 0.25 c40`.
  public var shorthand: String {
    let operation = operatorName.replacing(",", with: "")
    return "\(repeats)×\(operation) c\(channels)\(shortcutLabel)"
  }

  /// The shortcut's kind, where it is not the block's usual one.
  private var shortcutLabel: String {
    let (kind, usual): (Shortcut, Shortcut)
    switch block {
    case .convolution(let parts): (kind, usual) = (parts.shortcut, .none)
    case .mbConv(let parts), .fusedMBConv(let parts): (kind, usual) = (parts.shortcut, .identity)
    case .depthwiseSeparable, .basicResidual, .bottleneckResidual: return ""
    }
    guard kind != usual else { return "" }
    return kind == .none ? " no shortcut" : " \(kind.rawValue) shortcut"
  }

  private var squeezeLabel: String {
    guard let squeeze = block.squeeze else { return "" }
    return ", SE \(Expansion.text(squeeze.ratio))"
  }
}

extension MBConv {
  /// The expansion, and that its convolution stays where its usual absence would be understood.
  fileprivate var label: String {
    keepsExpansion ? "\(expansion.label) with expanding conv" : expansion.label
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
