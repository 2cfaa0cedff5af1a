/// What a device has to do for one layer: arithmetic, and bytes between memory and processor.
public struct LayerWork: Hashable, Sendable {
  /// Arithmetic operations as ``Convention/exhaustive`` counts them, two per multiply-add.
  public let operations: Int
  /// Bytes of inputs, parameters and output, each moved once; what a fused layer gets from, or
  /// hands to, the layer it is fused with is not moved.
  public let bytesMoved: Int
  /// The layer in whose kernel this one runs: its own index, or that of an earlier layer it is
  /// fused with; `nil` for layers that do nothing in inference, auxiliary ones among them.
  public let kernel: Int?
  /// Whether the arithmetic is dot products over ``Workload/denseChannels`` channels or more, which
  /// matrix units and wide registers can be filled with.
  public let isDense: Bool
  /// Whether Winograd's minimal filtering can compute it with fewer multiplications: a 3×3
  /// convolution of stride 1 without groups and dilation (Lavin and Gray, arXiv:1509.09308).
  public let suitsWinograd: Bool

  /// Operations per byte moved; 0 where nothing is moved.
  public var intensity: Double {
    bytesMoved > 0 ? Double(operations) / Double(bytesMoved) : 0
  }
}
