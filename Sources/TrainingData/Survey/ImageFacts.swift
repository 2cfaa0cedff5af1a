import Randomness

/// What one image is like: its size, its channels, and a hash of its pixels.
struct ImageFacts: Hashable, Sendable {
  /// As it is stored, or drawn.
  let size: ImageSize
  /// Of its size and its decoded pixels: two files of one picture have the same.
  let hash: UInt64
  /// One for each channel.
  let moments: [ChannelMoments]

  /// - Parameters:
  ///   - pixels: `[height, width, channels]`.
  ///   - size: height and width.
  ///   - channels: of a pixel.
  init(pixels: [Float], size: ImageSize, channels: Int) {
    self.size = size
    var hash = StableHash("\(size)".utf8)
    pixels.withUnsafeBytes { hash.combine($0) }
    self.hash = hash.value
    moments = (0..<channels).map { ChannelMoments(of: pixels, channel: $0, of: channels) }
  }
}
