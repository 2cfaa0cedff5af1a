/// A two-dimensional convolution, its weights `[kernel.height, kernel.width, input / groups, output]`.
///
/// Counts beyond the range of `Int32`, far outside ``NetworkLimits``, are held as its bounds.
public struct Convolution: Hashable, Sendable {
  @usableFromInline var compactOutputChannels: Int32
  @usableFromInline var compactGroups: Int32
  /// Height and width of the window, in pixels that are ``dilation`` apart.
  public var kernelSize: Extent
  /// Input pixels from one window to the next.
  public var stride: Extent
  /// Input pixels from one tap of a window to the next; 1 for a dense window.
  public var dilation: Extent
  @usableFromInline var compactPadding: CompactPadding
  /// Whether a trainable offset per output channel is added.
  public var hasBias: Bool

  /// Channels of the output; a multiple of ``groups``.
  @inlinable public var outputChannels: Int {
    get { Int(compactOutputChannels) }
    set { compactOutputChannels = Int32(clamping: newValue) }
  }

  /// Input and output channels fall into this many groups; output group g reads input group g only.
  @inlinable public var groups: Int {
    get { Int(compactGroups) }
    set { compactGroups = Int32(clamping: newValue) }
  }

  /// Zeros around the input.
  @inlinable public var padding: Padding {
    get { compactPadding.padding }
    set { compactPadding = CompactPadding(newValue) }
  }

  /// A convolution; whether it fits its input is checked where a ``NetworkBuilder`` adds it.
  ///
  /// - Parameters:
  ///   - outputChannels: 1 or more.
  ///   - kernelSize: Height and width, 1 or more.
  ///   - stride: 1 or more.
  ///   - dilation: 1 or more.
  ///   - groups: Divides the input's and the output's channels; as many as input channels make a
  ///     depthwise convolution.
  ///   - padding: Zeros around the input.
  ///   - hasBias: Whether a trainable offset per output channel is added.
  @inlinable
  public init(
    outputChannels: Int, kernelSize: Extent, stride: Extent = 1, dilation: Extent = 1,
    groups: Int = 1, padding: Padding, hasBias: Bool = false
  ) {
    compactOutputChannels = Int32(clamping: outputChannels)
    compactGroups = Int32(clamping: groups)
    self.kernelSize = kernelSize
    self.stride = stride
    self.dilation = dilation
    compactPadding = CompactPadding(padding)
    self.hasBias = hasBias
  }
}
