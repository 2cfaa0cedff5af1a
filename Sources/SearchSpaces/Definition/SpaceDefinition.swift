public import Networks

/// A search space as its file states it: a fixed frame, and options for every key of every stage.
public struct SpaceDefinition: Codable, Hashable, Sendable {
  /// The name of the space in reports.
  public var name: String
  /// Height and width of the input at target scale.
  public var resolution: Resolution
  /// Classes of the classifier at target scale.
  public var classes: Int
  /// Channels of the input images; nil for three, or as many as the data of a search has.
  public var inputChannels: Int?
  /// The activation wherever a stage does not choose its own, by name.
  public var activation: String
  /// `same` or `symmetric`.
  public var padding: String
  /// Which class of timm's the stages' lines in its notation are for, by name (`TimmBuilder`); nil
  /// where nothing is said.
  public var blockStrings: String?
  /// What comes before the stages.
  public var stem: SpaceStem
  /// What comes after the stages.
  public var head: SpaceHead
  /// Choices made once for all stages that refer to them.
  public var shared: [SharedChoice]
  /// The stages in order, each with its options.
  public var stages: [StageSpaceDefinition]
  /// Rules that the choices of each stage keep.
  public var conditions: [SpaceCondition]
  /// Whether no stage may have fewer channels than the one before it.
  public var channelsNeverFall: Bool
  /// Whether no stage may have fewer blocks than the one before it.
  public var repeatsNeverFall: Bool
}
