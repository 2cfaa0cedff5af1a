/// Why a cost cannot be stated, or a question about costs has no answer.
///
/// The message says what was found and what was expected.
public struct CostError: Error, Hashable, Sendable {
  /// The kind of a problem, for callers that switch over it.
  public enum Reason: Hashable, Sendable {
    /// A count is beyond the range of `Int`.
    case overflow
    /// A batch, a device figure or another parameter is out of its range.
    case invalidParameter
    /// A convention leaves operators uncounted, and the caller asked for a strict count.
    case uncounted
    /// Text that is no budget.
    case invalidBudget
    /// No scaling of the network meets the budgets.
    case unreachable
    /// Too few, or contradictory, measurements to fit a device to.
    case calibration
  }

  /// What kind of problem it is.
  public let reason: Reason
  /// The layer's name, where one layer is at fault.
  public let layer: String?
  /// What was found and what was expected, without the layer's name.
  public let message: String

  /// An error at a layer, where `layer` names one.
  public init(_ reason: Reason, _ message: String, layer: String? = nil) {
    self.reason = reason
    self.layer = layer
    self.message = message
  }
}

extension CostError: CustomStringConvertible {
  public var description: String {
    if let layer { "layer '\(layer)': \(message)" } else { message }
  }
}
