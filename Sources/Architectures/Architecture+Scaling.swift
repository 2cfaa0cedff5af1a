import Networks

extension Architecture {
  /// This architecture with repeats, channels and resolution multiplied and rounded
  /// (arXiv:1905.11946, equation 2).
  ///
  /// A coefficient of exactly 1 leaves its dimension untouched.
  ///
  /// Of a rectangle, height and width are multiplied and rounded each by itself under the same rule,
  /// so that their ratio stays but for what rounding does to either.
  ///
  /// - Throws: ``ArchitectureError`` where a size would shrink to nothing or outgrow the limits.
  public func scaled(
    by coefficients: ScalingCoefficients, rounding: RoundingRules = .tensorFlow
  ) throws(ArchitectureError) -> ScaledArchitecture<Architecture> {
    var scaler = Scaler(coefficients: coefficients, rounding: rounding)
    let (resolution, changes) = try resolution.scaled(
      by: coefficients.resolution, rounding: rounding)
    scaler.changes = changes
    let stem = try scaler.stem(stem, policy: scalingPolicy.stemWidth)
    var scaledStages: [Stage] = []
    scaledStages.reserveCapacity(stages.count)
    for (index, stage) in stages.enumerated() {
      let keepsDepth =
        scalingPolicy.keepsOuterDepths && (index == 0 || index == stages.count - 1)
      scaledStages.append(try scaler.stage(stage, number: index + 1, keepsDepth: keepsDepth))
    }
    let head = try scaler.head(
      head, policy: scalingPolicy.headWidth,
      lastStage: (stages[stages.count - 1].channels, scaledStages[scaledStages.count - 1].channels))
    return ScaledArchitecture(
      architecture: try with(resolution: resolution, stem: stem, stages: scaledStages, head: head),
      coefficients: coefficients, changes: scaler.changes)
  }
}

/// Scales one part after the other and keeps a list of what rounding did.
private struct Scaler {
  let coefficients: ScalingCoefficients
  let rounding: RoundingRules
  var changes: [RoundingChange] = []

  mutating func stem(_ stem: Stem, policy: ScalingPolicy.Width) throws(ArchitectureError) -> Stem {
    guard let factor = width(policy) else { return stem }
    var layers: [Stem.Layer] = []
    for layer in stem.layers {
      layers.append(
        try Stem.Layer(
          channels: try channels(layer.channels, factor, "stem"), kernelSize: layer.kernelSize,
          stride: layer.stride))
    }
    return try Stem(
      layers: layers, activation: stem.activation, hasPooling: stem.hasPooling,
      poolingRoundsUp: stem.poolingRoundsUp)
  }

  mutating func stage(
    _ stage: Stage, number: Int, keepsDepth: Bool
  ) throws(ArchitectureError) -> Stage {
    let place = "stage \(number)"
    var repeats = stage.repeats
    if !keepsDepth, coefficients.depth != 1 {
      let exact = Double(stage.repeats) * coefficients.depth
      repeats = try changes.note(
        place, "repeats", exact, rounding.repeats(exact), limit: Stage.maximumRepeats)
    }
    guard coefficients.width != 1 || coefficients.groupWidth != 1 else {
      return try stage.with(repeats: repeats)
    }
    var block = stage.block
    let channels: Int
    switch stage.block {
    case .bottleneckResidual(var parts):
      parts.groups = try groups(parts.groups, place)
      block = .bottleneckResidual(parts)
      channels = try bottleneckChannels(stage, parts, place)
    case .mbConv(var parts):
      parts.expansion = try expansion(parts.expansion, place)
      block = .mbConv(parts)
      channels = try self.channels(stage.channels, coefficients.width, place)
    case .fusedMBConv(var parts):
      parts.expansion = try expansion(parts.expansion, place)
      block = .fusedMBConv(parts)
      channels = try self.channels(stage.channels, coefficients.width, place)
    case .universalBottleneck(var parts):
      parts.expansion = try expansion(parts.expansion, place)
      block = .universalBottleneck(parts)
      channels = try self.channels(stage.channels, coefficients.width, place)
    case .convolution, .depthwiseSeparable, .basicResidual:
      channels = try self.channels(stage.channels, coefficients.width, place)
    }
    do throws(ArchitectureError) {
      return try stage.with(block: block, channels: channels, repeats: repeats)
    } catch {
      throw error.at(place)
    }
  }

  /// - Parameters:
  ///   - head: The head to scale.
  ///   - policy: What becomes of its features.
  ///   - lastStage: The last stage's channels before and after scaling.
  /// - Returns: The scaled head.
  /// - Throws: ``ArchitectureError`` where the scaled width is out of range.
  mutating func head(
    _ head: Head, policy: ScalingPolicy.Width, lastStage: (base: Int, scaled: Int)
  ) throws(ArchitectureError) -> Head {
    guard let factor = width(policy) else { return head }
    var convolution: Int?
    if let base = head.channels {
      if rounding.headFollowsLastStage {
        let exact = Double(base) * factor
        let ratio = Double(base) / Double(lastStage.base)
        convolution = try changes.note(
          "head", "channels", exact, Int((Double(lastStage.scaled) * ratio).rounded()),
          limit: NetworkLimits.channels)
      } else {
        convolution = try channels(base, factor, "head")
      }
    }
    var hidden: Int?
    if let base = head.hiddenUnits { hidden = try channels(base, factor, "head") }
    return try head.with(channels: convolution, hiddenUnits: hidden)
  }

  /// The width factor under a policy; `nil` where nothing changes.
  private func width(_ policy: ScalingPolicy.Width) -> Double? {
    switch policy {
    case .scaled: coefficients.width == 1 ? nil : coefficients.width
    case .fixed: nil
    case .scaledUpOnly: coefficients.width > 1 ? coefficients.width : nil
    }
  }

  /// A bottleneck is scaled by its inner width, as ResNet's code does: the output stays a fixed
  /// multiple of it, and whole groups fit into it.
  private mutating func bottleneckChannels(
    _ stage: Stage, _ parts: BottleneckResidual, _ place: String
  ) throws(ArchitectureError) -> Int {
    let inner = parts.innerChannels(output: stage.channels)
    let exact = Double(inner) * coefficients.width
    try requireAnything(exact, "innerChannels", place)
    var rounded = rounding.channels(exact)
    let unit: Int
    switch parts.groups {
    case .count(let count): unit = count
    case .width(let width): unit = rounded < width ? 1 : width
    }
    if rounded % unit != 0 { rounded = rounding.wholeGroups(rounded, of: unit) }
    rounded = try changes.note(
      place, "innerChannels", exact, rounded, limit: NetworkLimits.channels)
    let channels = (Double(rounded) / parts.innerRatio).rounded()
    guard channels <= Double(NetworkLimits.channels) else {
      throw ArchitectureError(
        place: place, key: "channels", found: "\(channels)",
        expected: "at most \(NetworkLimits.channels)")
    }
    return Int(channels)
  }

  private mutating func groups(
    _ groups: BottleneckResidual.Groups, _ place: String
  ) throws(ArchitectureError) -> BottleneckResidual.Groups {
    switch groups {
    case .count: return groups
    case .width(let base):
      guard coefficients.groupWidth != 1 else { return groups }
      let exact = Double(base) * coefficients.groupWidth
      return .width(
        try changes.note(
          place, "groupWidth", exact, rounding.groupWidth(exact), limit: NetworkLimits.channels))
    }
  }

  private mutating func expansion(
    _ expansion: Expansion, _ place: String
  ) throws(ArchitectureError) -> Expansion {
    switch expansion {
    case .ratio: expansion
    case .channels(let base): .channels(try channels(base, coefficients.width, place))
    }
  }

  private mutating func channels(
    _ base: Int, _ factor: Double, _ place: String
  ) throws(ArchitectureError) -> Int {
    let exact = Double(base) * factor
    try requireAnything(exact, "channels", place)
    return try changes.note(
      place, "channels", exact, rounding.channels(exact), limit: NetworkLimits.channels)
  }

  private func requireAnything(
    _ exact: Double, _ key: String, _ place: String
  ) throws(ArchitectureError) {
    guard exact >= 0.5 else {
      throw ArchitectureError(
        place: place, key: key,
        found: "\(exact) after scaling by \(coefficients.width): the stage shrinks to nothing",
        expected: "half a channel or more; use a larger width coefficient")
    }
  }
}
