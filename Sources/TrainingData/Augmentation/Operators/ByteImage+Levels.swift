extension ByteImage {
  /// Stretches each channel over all levels; one of a single level stays.
  mutating func stretchContrast() {
    let original = self
    map { channel in
      let counts = original.histogram(of: channel)
      guard let low = counts.firstIndex(where: { $0 > 0 }),
        let high = counts.lastIndex(where: { $0 > 0 }), high > low
      else { return nil }
      let scale = 255 / Double(high - low)
      let offset = -Double(low) * scale
      return (0..<256).map { UInt8(max(0, min(255, Double($0) * scale + offset))) }
    }
  }

  /// Spreads each channel's levels by their ranks.
  ///
  /// A channel stays that has one level only, or so few pixels besides those of its lightest level
  /// that 255 steps cannot be told apart.
  mutating func equalize() {
    let original = self
    map { channel in
      let counts = original.histogram(of: channel)
      guard let last = counts.lastIndex(where: { $0 > 0 }) else { return nil }
      // With a single level this is 0, too.
      let step = (original.size.area - counts[last]) / 255
      guard step > 0 else { return nil }
      var sum = step / 2
      return counts.map { count in
        defer { sum += count }
        return UInt8(min(255, sum / step))
      }
    }
  }

  /// `other + factor · (self − other)`, cut off to 0…255 and then to a whole level.
  ///
  /// - Parameters:
  ///   - factor: 0 for `other`, 1 for the image itself; beyond 1 leads away from `other`.
  ///   - other: The other image's level, given an index into `pixels`.
  mutating func blend(_ factor: Double, with other: (Int) -> UInt8) {
    let factor = Float(factor)
    for index in pixels.indices {
      let base = Float(other(index))
      let level = base + factor * (Float(pixels[index]) - base)
      pixels[index] = UInt8(max(0, min(255, level)))
    }
  }

  /// Each pixel averaged with its eight neighbours, itself weighing five times as much; pixels at the
  /// border stay, and so does an image without an inside.
  var smoothed: [UInt8] {
    var smooth = pixels
    let row = size.width * channels
    guard size.height > 2 && size.width > 2 else { return smooth }
    for y in 1..<size.height - 1 {
      for index in y * row + channels..<(y + 1) * row - channels {
        var sum = 4 * Int(pixels[index])
        for line in [index - row, index, index + row] {
          sum += Int(pixels[line - channels]) + Int(pixels[line]) + Int(pixels[line + channels])
        }
        // Rounded: a thirteenth of a whole number never lies halfway.
        smooth[index] = UInt8((2 * sum + 13) / 26)
      }
    }
    return smooth
  }
}
