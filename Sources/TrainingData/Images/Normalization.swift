/// The affine map that gives each channel mean 0 and standard deviation 1.
public struct Normalization: Hashable, Sendable {
  /// One value per channel, in the units of the images (bytes as 0…1).
  public let mean: [Float]
  /// One value per channel, above 0, in the same units.
  public let standardDeviation: [Float]

  /// - Throws: ``TrainingDataError`` where the two differ in length, or a deviation is not positive.
  public init(mean: [Float], standardDeviation: [Float]) throws(TrainingDataError) {
    guard mean.count == standardDeviation.count, !mean.isEmpty else {
      throw TrainingDataError(
        .invalidParameter,
        "normalisation: \(mean.count) means and \(standardDeviation.count) deviations; "
          + "give one of each per channel")
    }
    guard mean.allSatisfy(\.isFinite), standardDeviation.allSatisfy({ $0 > 0 && $0.isFinite })
    else {
      throw TrainingDataError(
        .invalidParameter,
        "normalisation: means \(mean), deviations \(standardDeviation); "
          + "expected finite means and positive deviations")
    }
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// Leaves values as they are.
  public static func identity(channels: Int) -> Normalization {
    Normalization(
      checkedMean: Array(repeating: 0, count: channels),
      checkedDeviation: Array(repeating: 1, count: channels))
  }

  private init(checkedMean: [Float], checkedDeviation: [Float]) {
    mean = checkedMean
    standardDeviation = checkedDeviation
  }

  /// Measures interleaved bytes, exactly: sums of integers do not depend on their order.
  init(measuring bytes: UnsafeBufferPointer<UInt8>, channels: Int) {
    var counts = [Int](repeating: 0, count: 256 * channels)
    counts.withUnsafeMutableBufferPointer { counts in
      var index = 0
      while index < bytes.count {
        for channel in 0..<channels {
          counts[channel << 8 + Int(bytes[index + channel])] += 1
        }
        index += channels
      }
    }
    let pixels = Double(bytes.count / channels)
    self.init(channels: channels) { channel in
      var (sum, squares) = (0.0, 0.0)
      for value in 0..<256 {
        let share = Double(counts[channel << 8 + value]) / pixels
        let level = Double(value) / 255
        sum += share * level
        squares += share * level * level
      }
      return (sum, squares)
    }
  }

  /// Measures some of a source's images, where there is no stored set to measure wholly.
  init(sampling source: some ImageSource) throws(TrainingDataError) {
    let channels = source.channels
    var sums = [(mean: Double, square: Double)](repeating: (0, 0), count: channels)
    let size = ImageSize(square: 32)
    let sampled = min(source.count, 256)
    for index in 0..<sampled {
      for (position, value) in try source.image(at: index, size: size).enumerated() {
        sums[position % channels].mean += Double(value)
        sums[position % channels].square += Double(value * value)
      }
    }
    let pixels = Double(sampled * size.area)
    self.init(channels: channels) { (sums[$0].mean / pixels, sums[$0].square / pixels) }
  }

  /// From the means of values and of their squares, of each channel.
  ///
  /// A channel of one colour only is shifted but not scaled.
  init(channels: Int, moments: (Int) -> (mean: Double, meanSquare: Double)) {
    var (means, deviations) = ([Float](), [Float]())
    for channel in 0..<channels {
      let (mean, meanSquare) = moments(channel)
      let variance = meanSquare - mean * mean
      means.append(Float(mean))
      deviations.append(variance > 1e-8 ? Float(variance.squareRoot()) : 1)
    }
    self.init(checkedMean: means, checkedDeviation: deviations)
  }

  /// Normalises interleaved pixels in place.
  public func apply(to pixels: UnsafeMutableBufferPointer<Float>) {
    let channels = mean.count
    if channels == 1 {
      let (shift, scale) = (mean[0], 1 / standardDeviation[0])
      for index in pixels.indices { pixels[index] = (pixels[index] - shift) * scale }
      return
    }
    // Four pixels at a time: as many vectors as channels, whose coefficients stay the same.
    typealias Lanes = SIMD4<Float>
    func repeated(_ values: [Float]) -> [Lanes] {
      (0..<channels).map { vector in
        Lanes((0..<4).map { values[(4 * vector + $0) % channels] })
      }
    }
    let (shifts, scales) = (repeated(mean), repeated(standardDeviation).map { 1 / $0 })
    let whole = pixels.count / (4 * channels) * 4 * channels
    shifts.withUnsafeBufferPointer { shifts in
      scales.withUnsafeBufferPointer { scales in
        let bytes = UnsafeMutableRawBufferPointer(pixels)
        for start in stride(from: 0, to: whole, by: 4 * channels) {
          for vector in 0..<channels {
            let offset = (start + 4 * vector) * MemoryLayout<Float>.stride
            let values = bytes.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
            bytes.storeBytes(
              of: (values - shifts[vector]) * scales[vector], toByteOffset: offset, as: Lanes.self)
          }
        }
      }
    }
    for index in whole..<pixels.count {
      let channel = index % channels
      pixels[index] = (pixels[index] - mean[channel]) * (1 / standardDeviation[channel])
    }
  }
}
