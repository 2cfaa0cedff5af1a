/// The fixed stem of a space.
public struct SpaceStem: Codable, Hashable, Sendable {
  /// Channels that the first convolution puts out.
  public var channels: Int
  /// Height and width of its kernel in pixels, odd.
  public var kernelSize: Int
  /// Its stride in pixels.
  public var stride: Int
  /// Whether a max pooling of stride 2 follows.
  public var hasPooling: Bool
}
