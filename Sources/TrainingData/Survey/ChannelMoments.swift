/// Mean and deviation of one channel over many pixels, put together from parts.
package struct ChannelMoments: Hashable, Sendable {
  /// Pixels.
  package private(set) var count = 0
  /// In the units of the images (bytes as 0…1).
  package private(set) var mean = 0.0
  /// The sum of the squares of what values are off the mean.
  private var squares = 0.0

  /// Of no pixels.
  package init() {}

  /// Of one channel of interleaved pixels.
  ///
  /// - Parameters:
  ///   - pixels: `[height, width, channels]`.
  ///   - channel: which one.
  ///   - channels: how many there are.
  init(of pixels: [Float], channel: Int, of channels: Int) {
    count = pixels.count / channels
    guard count > 0 else { return }
    let places = stride(from: channel, to: pixels.count, by: channels)
    mean = places.reduce(0) { $0 + Double(pixels[$1]) } / Double(count)
    squares = places.reduce(0) { sum, place in
      let difference = Double(pixels[place]) - mean
      return sum + difference * difference
    }
  }

  /// The root of the mean square of what values are off the mean.
  package var deviation: Double { count > 0 ? (squares / Double(count)).squareRoot() : 0 }

  /// Adds other pixels (Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing
  /// sample variances", 1979).
  mutating func add(_ other: ChannelMoments) {
    guard other.count > 0 else { return }
    let (n, m) = (Double(count), Double(other.count))
    let difference = other.mean - mean
    squares += other.squares + difference * difference * n * m / (n + m)
    mean += difference * m / (n + m)
    count += other.count
  }
}
