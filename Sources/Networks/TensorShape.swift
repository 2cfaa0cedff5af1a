/// The shape of one image's feature map, batch left out: `[height, width, channels]`, channels innermost.
///
/// A vector (the input of a classifier, a squeeze-and-excitation gate) is a map of 1×1 pixels.
public struct TensorShape: Hashable, Sendable {
  // Compact: a search builds and reads hundreds of layers per candidate, and their size is its speed.
  @usableFromInline let compactHeight: Int32
  @usableFromInline let compactWidth: Int32
  @usableFromInline let compactChannels: Int32

  @inlinable public var height: Int { Int(compactHeight) }
  @inlinable public var width: Int { Int(compactWidth) }
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

  init(uncheckedHeight height: Int, width: Int, channels: Int) {
    compactHeight = Int32(truncatingIfNeeded: height)
    compactWidth = Int32(truncatingIfNeeded: width)
    compactChannels = Int32(truncatingIfNeeded: channels)
  }

  /// The number of elements, height × width × channels; the limits keep it below 2^56.
  @inlinable public var elements: Int { height * width * channels }

  /// The number of pixels, height × width.
  @inlinable public var pixels: Int { height * width }
}

extension TensorShape: CustomStringConvertible {
  /// `height×width×channels`.
  public var description: String { "\(height)×\(width)×\(channels)" }
}

/// Bounds on what a network may be, so that no input makes a product of extents overflow or a
/// network grow without end. They lie far above any published network.
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

/// A pair of vertical and horizontal values: kernel sizes, strides, dilations.
///
/// Compact, as it is a part of every convolution of every candidate: values beyond the range of `Int16`,
/// which is far outside ``NetworkLimits``, are held as its bounds.
public struct Extent: Hashable, Sendable {
  @usableFromInline let compactHeight: Int16
  @usableFromInline let compactWidth: Int16

  @inlinable public var height: Int { Int(compactHeight) }
  @inlinable public var width: Int { Int(compactWidth) }

  @inlinable
  public init(height: Int, width: Int) {
    compactHeight = Int16(clamping: height)
    compactWidth = Int16(clamping: width)
  }

  /// The same value in both directions.
  @inlinable
  public init(_ side: Int) {
    self.init(height: side, width: side)
  }

  @inlinable public var isSquare: Bool { height == width }
  @inlinable public var area: Int { height * width }
}

extension Extent: ExpressibleByIntegerLiteral, CustomStringConvertible {
  @inlinable
  public init(integerLiteral value: Int) { self.init(value) }
  /// `height×width`.
  public var description: String { "\(height)×\(width)" }
}
