/// Operators that a tool does not see in the implementation of one network that it was measured on.
public struct ConventionException: Hashable, Sendable {
  /// The network's name.
  public let network: String
  /// The operators that are not seen.
  public let kind: OperatorKind
  /// Whether the last operator of that kind is counted all the same.
  public let sparesLast: Bool
  /// Why the tool does not see them, for reports.
  public let reason: String

  /// An exception for one network and kind.
  public init(network: String, kind: OperatorKind, sparesLast: Bool, reason: String) {
    self.network = network
    self.kind = kind
    self.sparesLast = sparesLast
    self.reason = reason
  }
}
