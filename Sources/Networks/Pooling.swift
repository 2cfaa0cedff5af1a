/// Maximum or mean over a window.
public struct Pooling: Hashable, Sendable {
  /// What becomes of the pixels of a window.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Padding never wins: it counts as −∞.
    case maximum
    /// The mean over the pixels inside the input.
    case average
    /// The mean over the window, padding counted as zeros (PyTorch's `count_include_pad`).
    case averageIncludingPadding
  }

  /// What becomes of the pixels of a window.
  public var kind: Kind
  /// Height and width of the window in pixels.
  public var kernelSize: Extent
  /// Input pixels from one window to the next.
  public var stride: Extent
  @usableFromInline var compactPadding: CompactPadding
  /// Whether a last, partial window counts (PyTorch's `ceil_mode`).
  public var roundsUp: Bool

  /// Pixels around the input; what they count for, ``kind`` says.
  @inlinable public var padding: Padding {
    get { compactPadding.padding }
    set { compactPadding = CompactPadding(newValue) }
  }

  /// A pooling; whether it fits its input is checked where a ``NetworkBuilder`` adds it.
  ///
  /// - Parameters:
  ///   - kind: Maximum or mean.
  ///   - kernelSize: 1 or more.
  ///   - stride: 1 or more.
  ///   - padding: Pixels around the input.
  ///   - roundsUp: Whether a last, partial window counts.
  @inlinable
  public init(
    _ kind: Kind, kernelSize: Extent, stride: Extent, padding: Padding, roundsUp: Bool = false
  ) {
    self.kind = kind
    self.kernelSize = kernelSize
    self.stride = stride
    compactPadding = CompactPadding(padding)
    self.roundsUp = roundsUp
  }
}
