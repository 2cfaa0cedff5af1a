/// Rows and columns of zeros around one input, resolved from a ``Padding``.
public struct PaddingEdges: Hashable, Sendable {
  /// Rows above the first.
  public let top: Int
  /// Columns before the first.
  public let left: Int
  /// Rows below the last.
  public let bottom: Int
  /// Columns behind the last.
  public let right: Int
}
