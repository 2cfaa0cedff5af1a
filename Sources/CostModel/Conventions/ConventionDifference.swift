public import Networks

/// Where two conventions part on one network, by kind of operator.
public struct ConventionDifference: Hashable, Sendable {
  /// One kind of operator; kinds that neither convention counts are left out.
  public struct Row: Hashable, Sendable {
    /// The kind that the row is about.
    public let kind: OperatorKind
    /// The number of layers of this kind.
    public let layers: Int
    /// Operations as the first and the second convention count them, each in its own unit.
    public let first: Int
    /// Operations as the second convention counts them, in its own unit.
    public let second: Int
    /// `second` − `first`.
    public let difference: Int
  }

  /// The count that differences are taken from.
  public let first: ConventionCount
  /// The count that is compared with it.
  public let second: ConventionCount
  /// In the order of ``OperatorKind``; the differences sum to ``difference``.
  public let rows: [Row]
  /// The second total minus the first.
  public let difference: Int

  /// Compares two conventions on `network`.
  ///
  /// - Throws: ``CostError`` as counting does.
  public init(
    of network: Network, from first: Convention, to second: Convention, batch: Int = 1
  ) throws(CostError) {
    let first = try ConventionCount(of: network, convention: first, batch: batch)
    let second = try ConventionCount(of: network, convention: second, batch: batch)
    self.first = first
    self.second = second
    // Counts are not negative, so that their differences cannot overflow. Both lists have the same
    // kinds: those of the network.
    difference = second.total - first.total
    rows = zip(first.kinds, second.kinds).compactMap { one, other in
      guard one.operations != 0 || other.operations != 0 else { return nil }
      return Row(
        kind: one.kind, layers: one.layers, first: one.operations, second: other.operations,
        difference: other.operations - one.operations)
    }
  }
}
