/// The weights that make each output pixel along one axis from a run of input pixels.
struct ResamplingAxis {
  /// The first input pixel of each output pixel.
  private(set) var first: [Int]
  /// `taps` weights for each output pixel, summing to one; unused ones are zero.
  private(set) var weights: [Float]
  /// Input pixels per output pixel, at most.
  let taps: Int

  /// - Parameters:
  ///   - input: Pixels of the image along this axis.
  ///   - start: Where the window begins, in input pixels.
  ///   - length: The window's extent, in input pixels.
  ///   - output: Pixels wanted.
  ///   - filter: Which weights neighbours get.
  init(input: Int, start: Double, length: Double, output: Int, filter: ResizeFilter) {
    let scale = length / Double(output)
    let isArea = filter == .area && scale > 1
    // Half the extent of the input pixels that one output pixel sees.
    let support = isArea ? scale / 2 : max(scale, 1)
    taps = min(input, Int(support.rounded(.up)) * 2 + 1)
    first = []
    first.reserveCapacity(output)
    weights = [Float](repeating: 0, count: output * taps)
    for pixel in 0..<output {
      let center = start + (Double(pixel) + 0.5) * scale
      let (low, high) = Self.span(center, support, input: input, isArea: isArea)
      // Keep the run of `taps` pixels inside the image.
      let begin = min(low, input - taps)
      first.append(begin)
      var values = [Double](repeating: 0, count: taps)
      for position in low..<min(high, begin + taps) {
        values[position - begin] =
          isArea
          ? Self.overlap(position, center - support, center + support)
          : max(0, 1 - abs(Double(position) + 0.5 - center) / support)
      }
      let total = values.reduce(0, +)
      for tap in 0..<taps { weights[pixel * taps + tap] = Float(values[tap] / total) }
    }
  }

  /// The input pixels that the filter around `center` reaches.
  private static func span(
    _ center: Double, _ support: Double, input: Int, isArea: Bool
  ) -> (low: Int, high: Int) {
    let (low, high) =
      isArea
      ? ((center - support).rounded(.down), (center + support).rounded(.up))
      : ((center - support + 0.5).rounded(.down), (center + support + 0.5).rounded(.down))
    let first = min(max(Int(low), 0), input - 1)
    return (first, max(first + 1, min(Int(high), input)))
  }

  /// The part of pixel `position` that lies between two coordinates.
  private static func overlap(_ position: Int, _ low: Double, _ high: Double) -> Double {
    max(0, min(Double(position + 1), high) - max(Double(position), low))
  }
}
