/// How resizing weighs the input pixels under one output pixel.
public enum ResizeFilter: Hashable, Sendable {
  /// The exact average over the output pixel's area when shrinking, bilinear when enlarging.
  case area
  /// A triangle, widened when shrinking so that nothing aliases: Pillow's `BILINEAR` and PyTorch's
  /// `interpolate(mode="bilinear", antialias=True)`.
  case bilinear
}
