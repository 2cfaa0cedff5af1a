/// The shape of one image's feature map, batch left out: `[height, width, channels]`, channels innermost.
///
/// A vector (the input of a classifier, a squeeze-and-excitation gate) is a map of 1×1 pixels.
public struct TensorShape: Hashable, Sendable {
  // Compact: a search builds and reads hundreds of layers per candidate, and their size is its speed.
  @usableFromInline let compactHeight: Int32
  @usableFromInline let compactWidth: Int32
  @usableFromInline let compactChannels: Int32

  /// Rows of pixels, `1 ... NetworkLimits.resolution`.
  @inlinable public var height: Int { Int(compactHeight) }
  /// Columns of pixels, `1 ... NetworkLimits.resolution`.
  @inlinable public var width: Int { Int(compactWidth) }
  /// Values per pixel, `1 ... NetworkLimits.channels`.
  @inlinable public var channels: Int { Int(compactChannels) }

  /// Makes a shape; every extent is at least 1 and at most what ``NetworkLimits`` allows.
  ///
  /// - Throws: ``NetworkError`` with the extent that is out of range.
  public init(height: Int, width: Int, channels: Int) throws(NetworkError) {
    guard (1...NetworkLimits.resolution).contains(height),
      (1...NetworkLimits.resolution).contains(width)
    else {
      throw NetworkError(
        .invalidShape,
        "a feature map of \(height)×\(width) pixels; expected 1 to "
          + "\(NetworkLimits.resolution) along each side")
    }
    guard (1...NetworkLimits.channels).contains(channels) else {
      throw NetworkError(
        .invalidShape,
        "\(channels) channels; expected 1 to \(NetworkLimits.channels)")
    }
    self.init(uncheckedHeight: height, width: width, channels: channels)
  }

  /// The shape of an image: `resolution` with `channels` values per pixel.
  ///
  /// - Throws: ``NetworkError`` with the extent that is out of range.
  public init(_ resolution: Resolution, channels: Int) throws(NetworkError) {
    try self.init(height: resolution.height, width: resolution.width, channels: channels)
  }

  init(uncheckedHeight height: Int, width: Int, channels: Int) {
    compactHeight = Int32(truncatingIfNeeded: height)
    compactWidth = Int32(truncatingIfNeeded: width)
    compactChannels = Int32(truncatingIfNeeded: channels)
  }

  /// Height and width.
  public var resolution: Resolution { Resolution(height: height, width: width) }

  /// The number of elements, height × width × channels; the limits keep it below 2^56.
  @inlinable public var elements: Int { height * width * channels }

  /// The number of pixels, height × width.
  @inlinable public var pixels: Int { height * width }
}

extension TensorShape: CustomStringConvertible {
  /// `height×width×channels`.
  public var description: String { "\(height)×\(width)×\(channels)" }
}
