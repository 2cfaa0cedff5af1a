/// A linear map of the channels, applied at every pixel; weights `[input, output]`.
public struct FullyConnected: Hashable, Sendable {
  /// Output channels; the input's are those of the layer it reads.
  public var outputs: Int
  /// Whether a trainable offset per output is added.
  public var hasBias: Bool

  /// A linear map to `outputs` channels, 1 or more.
  public init(outputs: Int, hasBias: Bool = true) {
    self.outputs = outputs
    self.hasBias = hasBias
  }
}
