import Architectures
import Configuration
import Interchange
import Networks

/// A stage whose values are chosen one combination at a time, and read by the reader of
/// architecture files: there is one grammar of stages.
///
/// Options combine freely, so a key that one combination has no use for (a squeeze ratio beside a
/// block without squeeze) is passed over there; one that none has any use for is a mistake.
struct StageTemplate {
  private let place: String
  private let source: ConfigurationNode
  /// Which class of timm's lines in its notation are for; nil where nothing is said.
  private let builder: TimmBuilder?
  /// The activation of the network.
  private let activation: Activation?
  /// The keys that some combination was asked for.
  private var asked: [String] = []
  /// The keys that combinations had, each with one of its values.
  private var given: [String: SpaceValue] = [:]

  /// - Parameters:
  ///   - place: `stage 3`, as errors name it.
  ///   - source: Where the stage stands in its file; nil for a recorded space.
  ///   - builder: Which class of timm's lines in its notation are for; nil where nothing is said.
  ///   - activation: The activation of the network.
  init(
    place: String, source: ConfigurationNode?, builder: TimmBuilder? = nil,
    activation: Activation? = nil
  ) {
    self.place = place
    self.builder = builder
    self.activation = activation
    self.source = source ?? ConfigurationNode(scalar: "", file: "the recorded space")
  }

  /// The stage of one combination of values.
  ///
  /// - Throws: `FileError` with file and line of the value that cannot be.
  mutating func stage(_ values: [String: SpaceValue]) throws -> Stage {
    var chosen = values
    // A ratio of 0 is a space's way to choose between a squeeze and none.
    if let ratio = chosen["squeezeRatio"], ratio.isZero { chosen["squeezeRatio"] = nil }
    if chosen["block"] == nil { chosen["block"] = SpaceValue("mbConv", at: source) }
    if chosen["expansionRatio"] == nil, chosen["expansionChannels"] == nil {
      chosen["expansionRatio"] = SpaceValue("1", at: source)
    }
    let reader = StageReader(
      node: node(of: chosen), place: place, inputChannels: nil, builder: builder ?? .efficientNet)
    let read = try reader.chosenStage()
    if builder == nil, activation == .hardSwish || read.stage.activation == .hardSwish {
      try reader.requireSqueezeSettled()
    }
    for key in read.asked where !asked.contains(key) { asked.append(key) }
    given.merge(values) { known, _ in known }
    return read.stage
  }

  /// Refuses keys that no combination had any use for.
  ///
  /// - Throws: `FileError` at the first such key, with the nearest of those in use.
  func finish() throws {
    var map = try node(of: given).mapping()
    for key in asked { _ = map.optional(key) }
    try map.finish()
  }

  /// The values as a stage that stands where the template does.
  private func node(of values: [String: SpaceValue]) -> ConfigurationNode {
    ConfigurationNode(
      mapping: values.sorted { $0.key < $1.key }.map { ($0.key, $0.value.node) }, at: source)
  }
}
