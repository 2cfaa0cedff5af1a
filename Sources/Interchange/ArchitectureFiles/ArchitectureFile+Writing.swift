public import Architectures
import ModelZoo
import Networks

extension ArchitectureFile {
  /// The text of a file that holds `document`; reading it gives an equal value.
  public static func text(of document: ArchitectureDocument) -> String {
    var lines = ""
    if let published = document.published {
      var map = FlowMapping()
      map.add("top1", published.top1)
      if let top5 = published.top5 { map.add("top5", top5) }
      map.add("source", text: published.source)
      lines += "published: \(map)\n"
    }
    if let origin = document.origin {
      var map = FlowMapping()
      map.add("baseline", text: origin.baseline)
      if let scaling = origin.scaling {
        map.add("alpha", scaling.alpha)
        map.add("beta", scaling.beta)
        map.add("gamma", scaling.gamma)
      }
      if let phi = origin.phi { map.add("phi", phi) }
      map.add("study", text: origin.study)
      if let trial = origin.trial { map.add("trial", trial) }
      if !map.isEmpty { lines += "origin: \(map)\n" }
    }
    return text(of: document.architecture) + lines
  }

  /// The text of a file that holds `architecture`; reading it gives an equal value.
  ///
  /// Values that hold where a key is absent are left out, so that what is written is what matters.
  public static func text(of architecture: Architecture) -> String {
    let standard = BatchNormalization()
    var normalization = FlowMapping()
    normalization.add("epsilon", architecture.normalization.epsilon, unless: standard.epsilon)
    normalization.add("momentum", architecture.normalization.momentum, unless: standard.momentum)
    normalization.add("hasScale", architecture.normalization.hasScale, unless: standard.hasScale)
    normalization.add("hasOffset", architecture.normalization.hasOffset, unless: standard.hasOffset)
    let policy = ScalingPolicy()
    var scaling = FlowMapping()
    scaling.add("stemWidth", architecture.scalingPolicy.stemWidth, unless: policy.stemWidth)
    scaling.add("headWidth", architecture.scalingPolicy.headWidth, unless: policy.headWidth)
    scaling.add(
      "keepsOuterDepths", architecture.scalingPolicy.keepsOuterDepths,
      unless: policy.keepsOuterDepths)
    var lines = [
      "version: \(version)",
      "name: \(YAMLText.quoted(architecture.name))",
      "resolution: \(YAMLText.resolution(architecture.resolution))",
      "inputChannels: \(architecture.inputChannels)",
      "padding: \(architecture.padding.rawValue)",
      "activation: \(architecture.activation.rawValue)",
    ]
    if !normalization.isEmpty { lines.append("normalization: \(normalization)") }
    if architecture.survivalProbability != 1 {
      lines.append("survivalProbability: \(YAMLText.number(architecture.survivalProbability))")
    }
    if !scaling.isEmpty { lines.append("scaling: \(scaling)") }
    lines.append(contentsOf: stem(architecture.stem))
    lines.append("stages:")
    lines.append(contentsOf: stages(architecture.stages))
    lines.append("head: \(head(architecture.head))")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func stem(_ stem: Stem) -> [String] {
    func add(_ layer: Stem.Layer, to map: inout FlowMapping) {
      map.add("channels", layer.channels)
      map.add("kernelSize", layer.kernelSize)
      map.add("stride", layer.stride)
    }
    var rest = FlowMapping()
    rest.add("activation", stem.activation)
    rest.add("hasPooling", stem.hasPooling, unless: false)
    rest.add("poolingRoundsUp", stem.poolingRoundsUp, unless: false)
    if stem.layers.count == 1 {
      var map = FlowMapping()
      add(stem.layers[0], to: &map)
      return ["stem: \(map.joined(with: rest))"]
    }
    var lines = ["stem:", "  layers:"]
    for layer in stem.layers {
      var map = FlowMapping()
      add(layer, to: &map)
      lines.append("    - \(map)")
    }
    return lines + rest.pairs.map { "  \($0)" }
  }

  /// A list within the list holds stages that a library counts as one.
  private static func stages(_ stages: [Stage]) -> [String] {
    stages.indices.map { index in
      let isJoined = stages[index].joinsStageBefore
      let isFollowed = stages[(index + 1)...].first?.joinsStageBefore == true
      let mark = isJoined ? "    - " : isFollowed ? "  - - " : "  - "
      return mark + stage(stages[index]).description
    }
  }

  private static func stage(_ stage: Stage) -> FlowMapping {
    var map = FlowMapping()
    let (kind, further) = block(stage.block)
    map.add("block", kind)
    map.add("kernelSize", stage.kernelSizes)
    map.add("stride", stage.stride)
    map.add("channels", stage.channels)
    map.add("repeats", stage.repeats)
    map.add("activation", stage.activation)
    return map.joined(with: further)
  }

  private static func block(_ block: Block) -> (StageReader.Kind, FlowMapping) {
    var map = FlowMapping()
    switch block {
    case .convolution(let parts):
      map.add("groups", parts.groups, unless: 1)
      map.add("shortcut", parts.shortcut, unless: .none)
      return (.convolution, map)
    case .depthwiseSeparable(let parts):
      map.add("projectionShares", parts.projectionShares, unless: 1)
      map.add(parts.squeeze)
      return (.depthwiseSeparable, map)
    case .mbConv(let parts):
      return (.mbConv, mbConv(parts))
    case .fusedMBConv(let parts):
      return (.fusedMBConv, mbConv(parts))
    case .universalBottleneck(let parts):
      map.add(parts.expansion)
      map.add("startKernelSize", parts.startKernelSize, unless: 0)
      map.add("endKernelSize", parts.endKernelSize, unless: 0)
      map.add("shortcut", parts.shortcut, unless: .identity)
      map.add(parts.squeeze)
      return (.universalBottleneck, map)
    case .basicResidual(let parts):
      map.add(parts.squeeze)
      return (.basicResidual, map)
    case .bottleneckResidual(let parts):
      let standard = BottleneckResidual()
      map.add("innerRatio", parts.innerRatio, unless: standard.innerRatio)
      switch parts.groups {
      case .count(let count): map.add("groups", count, unless: 1)
      case .width(let width): map.add("groupWidth", width)
      }
      map.add("stridePosition", parts.stridePosition, unless: standard.stridePosition)
      map.add(parts.squeeze)
      map.add("squeezePosition", parts.squeezePosition, unless: standard.squeezePosition)
      return (.bottleneckResidual, map)
    }
  }

  private static func mbConv(_ parts: MBConv) -> FlowMapping {
    var map = FlowMapping()
    map.add(parts.expansion)
    map.add("keepsExpansion", parts.keepsExpansion, unless: false)
    map.add("expansionShares", parts.expansionShares, unless: 1)
    map.add("projectionShares", parts.projectionShares, unless: 1)
    map.add("shortcut", parts.shortcut, unless: .identity)
    map.add(parts.squeeze)
    return map
  }

  private static func head(_ head: Head) -> FlowMapping {
    var map = FlowMapping()
    if let channels = head.channels { map.add("channels", channels) }
    if let hiddenUnits = head.hiddenUnits { map.add("hiddenUnits", hiddenUnits) }
    map.add("normalizesHidden", head.normalizesHidden, unless: false)
    map.add("activation", head.activation)
    map.add("dropoutRate", head.dropoutRate, unless: 0)
    map.add("classes", head.classes)
    return map
  }
}
