import Networks

extension Stage {
  /// The operator in the words of the papers' tables: `MBConv6, k5×5`.
  public var operatorName: String {
    let kernel =
      mixedKernelSizes.isEmpty
      ? Self.text(ofKernel: kernelSize)
      : "k\(mixedKernelSizes.map(String.init).joined(separator: "+"))"
    switch block {
    case .convolution(let parts):
      return parts.groups == 1 ? "Conv, \(kernel)" : "Conv, \(kernel), \(parts.groups) groups"
    case .depthwiseSeparable(let parts):
      let shares = parts.projectionShares > 1 ? ", projection in \(parts.projectionShares)" : ""
      return "Separable conv\(shares), \(kernel)\(squeezeLabel)"
    case .mbConv(let parts): return "MBConv\(parts.label), \(kernel)\(squeezeLabel)"
    case .fusedMBConv(let parts):
      return "Fused-MBConv\(parts.label), \(kernel)\(squeezeLabel)"
    case .universalBottleneck(let parts):
      return "Universal bottleneck\(parts.expansion.label), \(kernels(of: parts))\(squeezeLabel)"
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

  private static func text(ofKernel size: Int) -> String { "k\(size)×\(size)" }

  /// The depthwise convolutions that are there, in the order in which they run.
  private func kernels(of parts: UniversalBottleneck) -> String {
    let named = [
      ("start ", parts.startKernelSize), ("", kernelSize), ("end ", parts.endKernelSize),
    ]
    let there = named.filter { $0.1 > 0 }.map { "\($0.0)\(Self.text(ofKernel: $0.1))" }
    return there.isEmpty ? "no depthwise conv" : there.joined(separator: ", ")
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
    case .universalBottleneck(let parts): (kind, usual) = (parts.shortcut, .identity)
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
  /// The expansion, that its convolution stays where its usual absence would be understood, and
  /// shares of the channels.
  fileprivate var label: String {
    var label = expansion.label
    if keepsExpansion { label += " with expanding conv" }
    if expansionShares > 1 { label += ", expansion in \(expansionShares)" }
    if projectionShares > 1 { label += ", projection in \(projectionShares)" }
    return label
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
