/// Bounds on what a network may be, so that no input makes a product of extents overflow or a
/// network grow without end.
///
/// They lie far above any published network.
public enum NetworkLimits {
  /// Pixels along one side of a feature map.
  public static let resolution = 1 << 16
  /// Channels of a feature map.
  public static let channels = 1 << 24
  /// Pixels along one side of a kernel, a stride or a dilation, and pixels of padding on one side.
  public static let kernel = 1 << 12
  /// Layers of a network.
  public static let layers = 1 << 20
  /// Connections between layers of a network.
  public static let edges = 1 << 24
}
