public import Networks

/// A network described by stages: stem, stages of like blocks, head.
///
/// A value that can be written as a file, scaled and searched; ``lowered()`` turns it into the
/// layer graph that is costed and trained. Stages are numbered from 1, the stem and the head apart.
public struct Architecture: Hashable, Sendable {
  /// For messages, reports and exported files.
  public let name: String
  /// Height and width of the input in pixels.
  public let resolution: Resolution
  /// Channels of the input image: 3 for red, green, blue.
  public let inputChannels: Int
  /// How every convolution and pooling pads.
  public let padding: PaddingConvention
  /// The batch normalisation behind every convolution.
  public let normalization: BatchNormalization
  /// The activation wherever a stage or block does not name its own.
  public let activation: Activation
  /// What comes before the stages.
  public let stem: Stem
  /// The stages in order, 1 to ``maximumStages`` of them.
  public let stages: [Stage]
  /// What comes after the stages, the classifier last.
  public let head: Head
  /// Probability that the last block's branch survives stochastic depth; earlier blocks' grow
  /// linearly to 1 (arXiv:1905.11946, section 5.2).
  ///
  /// 1 leaves stochastic depth out.
  public let survivalProbability: Double
  /// What scaling leaves alone.
  public let scalingPolicy: ScalingPolicy

  /// Makes an architecture from valid parts.
  ///
  /// - Throws: ``ArchitectureError`` naming stage, key, what was found and what was expected.
  public init(
    name: String, resolution: Resolution, inputChannels: Int = 3,
    padding: PaddingConvention = .same,
    normalization: BatchNormalization = BatchNormalization(), activation: Activation,
    stem: Stem, stages: [Stage], head: Head, survivalProbability: Double = 1,
    scalingPolicy: ScalingPolicy = ScalingPolicy()
  ) throws(ArchitectureError) {
    for side in resolution.sides {
      try ArchitectureError.require(side, in: 1...NetworkLimits.resolution, "resolution")
    }
    try ArchitectureError.require(inputChannels, in: 1...NetworkLimits.channels, "inputChannels")
    try ArchitectureError.require(
      normalization.epsilon, in: 0...1, "epsilon", place: "normalization")
    try ArchitectureError.require(
      normalization.momentum, in: 0...1, "momentum", place: "normalization")
    guard survivalProbability > 0, survivalProbability <= 1 else {
      throw ArchitectureError(
        key: "survivalProbability", found: "\(survivalProbability)", expected: "above 0, up to 1")
    }
    guard !stages.isEmpty, stages.count <= Self.maximumStages else {
      throw ArchitectureError(
        key: "stages", found: "\(stages.count)", expected: "1 to \(Self.maximumStages) stages")
    }
    if let first = stages.first, first.joinsStageBefore {
      throw ArchitectureError(
        place: "stage 1", key: "joinsStageBefore", found: "true", expected: "a stage before it")
    }
    self.name = name
    self.resolution = resolution
    self.inputChannels = inputChannels
    self.padding = padding
    self.normalization = normalization
    self.activation = activation
    self.stem = stem
    self.stages = stages
    self.head = head
    self.survivalProbability = survivalProbability
    self.scalingPolicy = scalingPolicy
  }

  /// More stages than this are refused: no network halves its resolution so often.
  public static let maximumStages = 1024

  /// The number of blocks in all stages.
  public var blockCount: Int { stages.reduce(0) { $0 + $1.repeats } }

  /// The same architecture under another name.
  public func named(_ name: String) throws(ArchitectureError) -> Architecture {
    try with(name: name)
  }

  /// The same architecture with some of its parts replaced.
  ///
  /// - Throws: ``ArchitectureError`` as the initialiser does.
  public func with(
    name: String? = nil, resolution: Resolution? = nil, inputChannels: Int? = nil,
    padding: PaddingConvention? = nil, normalization: BatchNormalization? = nil,
    activation: Activation? = nil, stem: Stem? = nil, stages: [Stage]? = nil, head: Head? = nil,
    survivalProbability: Double? = nil, scalingPolicy: ScalingPolicy? = nil
  ) throws(ArchitectureError) -> Architecture {
    try Architecture(
      name: name ?? self.name, resolution: resolution ?? self.resolution,
      inputChannels: inputChannels ?? self.inputChannels, padding: padding ?? self.padding,
      normalization: normalization ?? self.normalization, activation: activation ?? self.activation,
      stem: stem ?? self.stem, stages: stages ?? self.stages, head: head ?? self.head,
      survivalProbability: survivalProbability ?? self.survivalProbability,
      scalingPolicy: scalingPolicy ?? self.scalingPolicy)
  }
}
