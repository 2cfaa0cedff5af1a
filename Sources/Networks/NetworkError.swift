/// Why a network cannot be built.
///
/// The message says what was found and what was expected; the builder adds the layer.
public struct NetworkError: Error, Hashable, Sendable {
  /// The kind of a problem, for callers that switch over it.
  public enum Reason: Hashable, Sendable {
    /// An extent is zero, negative or beyond ``NetworkLimits``.
    case invalidShape
    /// A kernel, stride, dilation, padding, rate or factor is out of its range.
    case invalidParameter
    /// Channels do not divide by groups, or a channel range lies outside its input.
    case channelsDoNotFit
    /// The kernel is larger than its padded input: the feature map would vanish.
    case resolutionVanishes
    /// Inputs of one layer disagree in shape, or their number is wrong.
    case inputsDisagree
    /// A layer reads from one that is not there, or the graph has a cycle.
    case invalidGraph
    /// More layers than ``NetworkLimits/layers``.
    case tooLarge
  }

  /// What kind of problem it is.
  public let reason: Reason
  /// The layer's name, once known.
  public var layer: String?
  /// What was found and what was expected, in one sentence without the layer's name.
  public let message: String

  /// An error of a layer, where `layer` names one, or of the network as a whole.
  public init(_ reason: Reason, _ message: String, layer: String? = nil) {
    self.reason = reason
    self.message = message
    self.layer = layer
  }
}

extension NetworkError: CustomStringConvertible {
  public var description: String {
    if let layer { "layer '\(layer)': \(message)" } else { message }
  }
}
