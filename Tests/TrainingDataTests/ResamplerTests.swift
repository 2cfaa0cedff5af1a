import Testing

@testable import TrainingData

@Suite struct ResamplerTests {
  static let sizes: [(ImageSize, ImageSize)] = [
    (ImageSize(square: 64), ImageSize(square: 32)),
    (ImageSize(square: 28), ImageSize(square: 20)),
    (ImageSize(height: 9, width: 5), ImageSize(height: 4, width: 3)),
    (ImageSize(height: 7, width: 31), ImageSize(square: 1)),
  ]

  /// Shrinking gives the integral of the image over each output pixel, divided by its area.
  @Test(arguments: sizes)
  func shrinkingAverages(_ input: ImageSize, _ output: ImageSize) {
    let image = picture(input, channels: 2)
    let found = resample(image, from: input, to: output, channels: 2)
    let rows = Double(input.height) / Double(output.height)
    let columns = Double(input.width) / Double(output.width)
    func overlap(_ pixel: Int, _ target: Int, _ scale: Double) -> Double {
      max(
        0,
        min(Double(pixel + 1), Double(target + 1) * scale)
          - max(Double(pixel), Double(target) * scale))
    }
    for y in 0..<output.height {
      for x in 0..<output.width {
        for channel in 0..<2 {
          var sum = 0.0
          for row in 0..<input.height {
            for column in 0..<input.width {
              sum +=
                overlap(row, y, rows) * overlap(column, x, columns)
                * Double(image[(row * input.width + column) * 2 + channel])
            }
          }
          let difference =
            Double(found[(y * output.width + x) * 2 + channel]) - sum / (rows * columns)
          #expect(abs(difference) < 2e-6)
        }
      }
    }
  }

  @Test(arguments: [ResizeFilter.area, .bilinear])
  func constantsStayConstant(_ filter: ResizeFilter) {
    let input = ImageSize(height: 13, width: 10)
    let image = [Float](repeating: 0.7, count: input.area * 3)
    let windows = [
      ImageWindow.full, ImageWindow(top: 0.3, left: 0.05, height: 0.61, width: 0.4),
      ImageWindow(top: 0.9, left: 0.95, height: 0.1, width: 0.05),
    ]
    for window in windows {
      for side in [1, 2, 9, 13, 40] {
        let found = resample(
          image, from: input, window: window, to: ImageSize(square: side), channels: 3,
          filter: filter)
        #expect(found.allSatisfy { abs($0 - 0.7) < 1e-6 })
      }
    }
  }

  /// Rows of few pixels whose weights can be written down.
  @Test func closedForms() {
    func row(_ values: [Float], to width: Int, _ filter: ResizeFilter) -> [Float] {
      resample(
        values, from: ImageSize(height: 1, width: values.count),
        to: ImageSize(height: 1, width: width), channels: 1, filter: filter)
    }
    for filter in [ResizeFilter.area, .bilinear] {
      expectClose(row([0, 1], to: 4, filter), [0, 0.25, 0.75, 1])
      expectClose(row([3, 1, 4, 1, 5], to: 5, filter), [3, 1, 4, 1, 5])
    }
    expectClose(row([0, 0, 0, 1, 0, 0, 0, 0], to: 4, .bilinear), [0, 3 / 8, 1 / 8, 0])
    // A triangle cut off at the edge: 3/4, 3/4, 1/4, and their sum.
    expectClose(row([1, 0, 0, 0, 0, 0], to: 3, .bilinear), [3 / 7, 0, 0])
    expectClose(row([0, 0, 1, 0, 0, 0], to: 3, .bilinear), [1 / 7, 3 / 8, 0])
  }

  @Test func windows() {
    let input = ImageSize(height: 4, width: 8)
    let image = picture(input, channels: 1)
    let right = resample(
      image, from: input, window: ImageWindow(top: 0, left: 0.5, height: 1, width: 0.5),
      to: ImageSize(square: 2), channels: 1)
    let cropped = (0..<4).flatMap { Array(image[$0 * 8 + 4..<$0 * 8 + 8]) }
    expectClose(
      right, resample(cropped, from: ImageSize(square: 4), to: ImageSize(square: 2), channels: 1))
    let square = ImageSize(square: 7)
    #expect(
      ImageWindow.centered(in: input, shown: square)
        == ImageWindow(top: 0, left: 0.25, height: 1, width: 0.5))
    #expect(
      ImageWindow.centered(in: square, shown: input)
        == ImageWindow(top: 0.25, left: 0, height: 0.5, width: 1))
    #expect(ImageWindow.centered(in: square, shown: ImageSize(square: 3)) == .full)
  }

  private func picture(_ size: ImageSize, channels: Int) -> [Float] {
    (0..<size.area * channels).map { Float(($0 * 37 + $0 * $0 * 11) % 256) / 255 }
  }

  private func expectClose(_ found: [Float], _ expected: [Float]) {
    #expect(found.count == expected.count)
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(found), \(expected)")
  }

  private func resample(
    _ image: [Float], from input: ImageSize, window: ImageWindow = .full, to output: ImageSize,
    channels: Int, filter: ResizeFilter = .area
  ) -> [Float] {
    var target = [Float](repeating: .nan, count: output.area * channels)
    image.withUnsafeBufferPointer { image in
      target.withUnsafeMutableBufferPointer { target in
        Resampler(from: input, window: window, to: output, filter: filter).resample(
          image, channels: channels, into: target)
      }
    }
    return target
  }
}
