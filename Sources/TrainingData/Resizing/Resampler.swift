/// Resizes images from one size and window to another, along rows and then along columns.
public struct Resampler {
  private let input: ImageSize
  private let output: ImageSize
  private let horizontal: ResamplingAxis
  private let vertical: ResamplingAxis

  /// Prepares the weights that bring `window` of an image of size `input` to size `output`.
  public init(
    from input: ImageSize, window: ImageWindow = .full, to output: ImageSize,
    filter: ResizeFilter = .area
  ) {
    self.input = input
    self.output = output
    horizontal = ResamplingAxis(
      input: input.width, start: window.left * Double(input.width),
      length: window.width * Double(input.width), output: output.width, filter: filter)
    vertical = ResamplingAxis(
      input: input.height, start: window.top * Double(input.height),
      length: window.height * Double(input.height), output: output.height, filter: filter)
  }

  /// Resizes one image.
  ///
  /// - Parameters:
  ///   - source: `[input.height, input.width, channels]`.
  ///   - channels: Channels, innermost.
  ///   - target: `[output.height, output.width, channels]`, all of it written.
  public func resample(
    _ source: UnsafeBufferPointer<Float>, channels: Int,
    into target: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(source.count == input.area * channels, "the source has the size of the image")
    resample(channels: channels, into: target) { row in
      let length = input.width * channels
      return UnsafeBufferPointer(rebasing: source[row * length..<(row + 1) * length])
    }
  }

  /// Resizes one image of bytes, which become 0…1.
  func resample(
    bytes: UnsafeBufferPointer<UInt8>, channels: Int,
    into target: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(bytes.count == input.area * channels, "the source has the size of the image")
    let length = input.width * channels
    withUnsafeTemporaryAllocation(of: Float.self, capacity: length) { line in
      resample(channels: channels, into: target) { row in
        for index in 0..<length { line[index] = Float(bytes[row * length + index]) / 255 }
        return UnsafeBufferPointer(line)
      }
    }
  }

  /// - Parameters:
  ///   - channels: Channels of a pixel.
  ///   - target: The image wanted, `[height, width, channels]`.
  ///   - source: A row of the source, good until the next is asked for.
  private func resample(
    channels: Int, into target: UnsafeMutableBufferPointer<Float>,
    row source: (Int) -> UnsafeBufferPointer<Float>
  ) {
    precondition(target.count == output.area * channels, "the target has the size of the image")
    // Only the rows that some output row reads.
    let firstRow = vertical.first[0]
    let rows = vertical.first[output.height - 1] + vertical.taps - firstRow
    let rowLength = output.width * channels
    withUnsafeTemporaryAllocation(of: Float.self, capacity: rows * rowLength) { middle in
      for row in 0..<rows {
        resampleRow(
          source(firstRow + row), channels: channels,
          into: UnsafeMutableBufferPointer(
            rebasing: middle[row * rowLength..<(row + 1) * rowLength]))
      }
      for row in 0..<output.height {
        let first = (vertical.first[row] - firstRow) * rowLength
        let line = UnsafeMutableBufferPointer(
          rebasing: target[row * rowLength..<(row + 1) * rowLength])
        line.update(repeating: 0)
        for tap in 0..<vertical.taps {
          let weight = vertical.weights[row * vertical.taps + tap]
          if weight == 0 { continue }
          let source = first + tap * rowLength
          for index in 0..<rowLength { line[index] += weight * middle[source + index] }
        }
      }
    }
  }

  private func resampleRow(
    _ source: UnsafeBufferPointer<Float>, channels: Int,
    into target: UnsafeMutableBufferPointer<Float>
  ) {
    horizontal.weights.withUnsafeBufferPointer { weights in
      for column in 0..<output.width {
        let first = horizontal.first[column] * channels
        let weight = column * horizontal.taps
        for channel in 0..<channels {
          var sum: Float = 0
          for tap in 0..<horizontal.taps {
            sum += weights[weight + tap] * source[first + tap * channels + channel]
          }
          target[column * channels + channel] = sum
        }
      }
    }
  }
}
