import Architectures
import Configuration
import Files
import Foundation
import Networks

/// Reads an architecture's keys into validated parts.
struct ArchitectureReader {
  var map: ConfigurationMapping
  private var stageNodes: [ConfigurationNode] = []

  init(_ map: ConfigurationMapping) {
    self.map = map
  }

  mutating func architecture() throws(FileError) -> Architecture {
    try checkVersion()
    let name = try map.string("name", default: Self.name(ofFile: map.node.file))
    let resolution = try map.required("resolution").resolution(in: 1...NetworkLimits.resolution)
    let inputChannels = try map.integer("inputChannels", default: 3)
    let padding = try map.choice("padding", default: PaddingConvention.same)
    let activation: Activation = try map.choice("activation")
    let normalization = try map.optional("normalization").map(Self.normalization)
    let survivalProbability = try map.number("survivalProbability", default: 1)
    let policy = try map.optional("scaling").map(Self.scalingPolicy)
    let stem = try Self.stem(try map.required("stem"))
    let builder: TimmBuilder? = try map.optional("blockStrings")?.choice()
    let stages = try stages(stemChannels: stem.channels, builder: builder)
    if builder == nil { try checkStrings(stages, activation: activation) }
    let head = try Self.head(try map.required("head"))
    try map.finish()
    let architecture = try located(map) { () throws(ArchitectureError) in
      try Architecture(
        name: name, resolution: resolution, inputChannels: inputChannels, padding: padding,
        normalization: normalization ?? BatchNormalization(), activation: activation, stem: stem,
        stages: stages, head: head, survivalProbability: survivalProbability,
        scalingPolicy: policy ?? ScalingPolicy())
    }
    try checkLowering(architecture)
    return architecture
  }

  private mutating func checkVersion() throws(FileError) {
    guard let node = map.optional("version") else { return }
    let version = try node.integer()
    guard version == ArchitectureFile.version else {
      throw node.failure(
        "found \(version); expected \(ArchitectureFile.version), the only version there is")
    }
  }

  /// `nets/my-net.yaml` is called `my-net`.
  private static func name(ofFile path: String) -> String {
    URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
  }

  private static func normalization(
    _ node: ConfigurationNode
  ) throws(FileError) -> BatchNormalization {
    let standard = BatchNormalization()
    var map = try node.mapping()
    let normalization = BatchNormalization(
      epsilon: try map.number("epsilon", in: 0...1, default: standard.epsilon),
      momentum: try map.number("momentum", in: 0...1, default: standard.momentum),
      hasScale: try map.boolean("hasScale", default: standard.hasScale),
      hasOffset: try map.boolean("hasOffset", default: standard.hasOffset))
    try map.finish()
    return normalization
  }

  private static func scalingPolicy(
    _ node: ConfigurationNode
  ) throws(FileError) -> ScalingPolicy {
    let standard = ScalingPolicy()
    var map = try node.mapping()
    let policy = ScalingPolicy(
      stemWidth: try map.choice("stemWidth", default: standard.stemWidth),
      headWidth: try map.choice("headWidth", default: standard.headWidth),
      keepsOuterDepths: try map.boolean("keepsOuterDepths", default: standard.keepsOuterDepths))
    try map.finish()
    return policy
  }

  private static func stem(_ node: ConfigurationNode) throws(FileError) -> Stem {
    var map = try node.mapping()
    var layers: [Stem.Layer] = []
    if let list = map.optional("layers") {
      for item in try list.list() {
        var layer = try item.mapping()
        layers.append(try stemLayer(&layer))
        try layer.finish()
      }
    } else {
      layers.append(try stemLayer(&map))
    }
    let activation: Activation? = try map.optional("activation")?.choice()
    let hasPooling = try map.boolean("hasPooling", default: false)
    let roundsUp = try map.boolean("poolingRoundsUp", default: false)
    try map.finish()
    return try located(map) { () throws(ArchitectureError) in
      try Stem(
        layers: layers, activation: activation, hasPooling: hasPooling, poolingRoundsUp: roundsUp)
    }
  }

  private static func stemLayer(
    _ map: inout ConfigurationMapping
  ) throws(FileError) -> Stem.Layer {
    let channels = try map.integer("channels")
    let kernelSize = try map.integer("kernelSize", default: 3)
    let stride = try map.integer("stride", default: 2)
    return try located(map) { () throws(ArchitectureError) in
      try Stem.Layer(channels: channels, kernelSize: kernelSize, stride: stride)
    }
  }

  private static func head(_ node: ConfigurationNode) throws(FileError) -> Head {
    var map = try node.mapping()
    let channels = try map.optional("channels")?.integer()
    let hiddenUnits = try map.optional("hiddenUnits")?.integer()
    let normalizesHidden = try map.boolean("normalizesHidden", default: false)
    let activation: Activation? = try map.optional("activation")?.choice()
    let dropoutRate = try map.number("dropoutRate", default: 0)
    let classes = try map.integer("classes", default: 1000)
    try map.finish()
    return try located(map) { () throws(ArchitectureError) in
      try Head(
        channels: channels, hiddenUnits: hiddenUnits, normalizesHidden: normalizesHidden,
        activation: activation, dropoutRate: dropoutRate, classes: classes)
    }
  }

  private mutating func stages(
    stemChannels: Int, builder: TimmBuilder?
  ) throws(FileError) -> [Stage] {
    var joined: Set<Int> = []
    for node in try map.required("stages").list() {
      let nodes = node.isList ? try node.list(count: 1...Architecture.maximumStages) : [node]
      joined.formUnion(nodes.indices.dropFirst().map { $0 + stageNodes.count })
      stageNodes += nodes
    }
    var stages: [Stage] = []
    for (index, node) in stageNodes.enumerated() {
      let reader = StageReader(
        node: node, place: "stage \(index + 1)",
        inputChannels: stages.last?.channels ?? stemChannels, builder: builder ?? .efficientNet)
      let stage = try reader.stage()
      stages.append(
        try located(map) { () throws(ArchitectureError) in
          try stage.with(joinsStageBefore: joined.contains(index))
        })
    }
    return stages
  }

  /// Refuses timm's strings with squeeze-and-excitation in a network of hard swishes until the file
  /// says whose they are.
  private func checkStrings(_ stages: [Stage], activation: Activation) throws(FileError) {
    guard activation == .hardSwish || stages.contains(where: { $0.activation == .hardSwish }) else {
      return
    }
    for (index, node) in stageNodes.enumerated() {
      try StageReader(node: node, place: "stage \(index + 1)", inputChannels: nil)
        .requireSqueezeSettled()
    }
  }

  /// What only shows when the layers meet (vanishing resolutions, channels that do not divide) is
  /// found by lowering, and told at the line of the stage.
  private func checkLowering(_ architecture: Architecture) throws(FileError) {
    do throws(NetworkError) {
      _ = try architecture.lowered()
    } catch {
      let stage = error.layer?.split(separator: ".").first ?? ""
      let number = stage.hasPrefix("stage") ? Int(stage.dropFirst(5)) : nil
      var place = map.position(of: String(stage)) ?? map.node.position
      if let number, stageNodes.indices.contains(number - 1) {
        place = stageNodes[number - 1].position
      }
      throw FileError(
        .mismatch, file: map.node.file, position: place, "\(error)")
    }
  }
}

/// Runs a validating initialiser, and gives its error the place of the key that it complains of.
func located<Value>(
  _ map: ConfigurationMapping, place: String? = nil,
  _ make: () throws(ArchitectureError) -> Value
) throws(FileError) -> Value {
  do throws(ArchitectureError) {
    return try make()
  } catch {
    var error = error
    error.place = error.place ?? place
    throw FileError(
      .outOfRange, file: map.node.file,
      position: map.position(of: error.key) ?? map.node.position, "\(error)")
  }
}
