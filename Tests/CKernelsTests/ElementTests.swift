import CKernels
import Testing

private let channelCounts = [1, 7, 8, 9, 63, 64, 65, 130]

@Suite struct ElementTests {
  @Test(arguments: Variant.available, channelCounts)
  func applyView(_ variant: Variant, _ channels: Int) {
    for parts: ViewParts in [[], .all, [.scale, .shift], [.shift], [.residual], [.gate]] {
      let x = TestView(
        rows: 75, channels: channels, gap: 3, parts: parts, activation: CK_TANH, pixels: 20)
      let y = Floats(count: 74 * (channels + 1) + channels) { _ in .nan }
      variant.kernels.apply_view(1, 73, channels, x.pointer, y.pointer, channels + 1)
      for row in 0..<75 {
        for channel in 0..<channels {
          let result = y[row * (channels + 1) + channel]
          guard (1..<74).contains(row) else {
            #expect(result.isNaN)
            continue
          }
          #expect(abs(result - x.value(row, channel)) <= 3e-6)
        }
      }
    }
  }

  @Test(arguments: Variant.available, channelCounts)
  func applyGradient(_ variant: Variant, _ channels: Int) {
    for parts: TestGradient.Parts in [
      .plain, .scaled, .normalized, .normalizedWithFactor, .unfinished,
    ] {
      let dz = TestGradient(rows: 50, channels: channels, parts: parts, pixels: 10)
      let addend = Floats(count: 50 * channels, seed: 9)
      let dx = Floats(count: 50 * channels) { _ in .nan }
      variant.kernels.apply_gradient(
        3, 45, channels, dz.pointer, addend.readOnly, channels, dx.pointer, channels)
      for row in 3..<48 {
        for channel in 0..<channels {
          let at = row * channels + channel
          #expect(abs(dx[at] - dz.value(row, channel) - addend[at]) <= 3e-6)
        }
      }
      #expect(dx[0].isNaN && dx[49 * channels].isNaN)
    }
  }

  @Test(arguments: Variant.available, channelCounts)
  func applySink(_ variant: Variant, _ channels: Int) {
    for parts: SinkParts in [[], .all, [.sums], [.addend, .sums]] {
      let x = TestView(
        rows: 80, channels: channels, gap: 1, parts: .all, activation: CK_SILU, pixels: 20)
      let dy = Floats(count: 80 * channels, seed: 4)
      let sink = TestSink(view: x, parts: parts)
      variant.kernels.apply_sink(20, 40, channels, dy.readOnly, channels, sink.pointer)
      sink.check(20..<60) { row, channel in
        var sum = Sum()
        sum.add(dy[row * channels + channel])
        return sum
      }
    }
  }

  @Test(arguments: Variant.available, channelCounts)
  func moments(_ variant: Variant, _ channels: Int) {
    // A mean a thousand deviations away from zero must not cost the variance its digits.
    let z = Floats(count: 200 * channels) { 1000 + random(7, $0) }
    let moments = Doubles(count: 2 * channels)
    variant.kernels.moments(10, 180, channels, z.readOnly, channels, moments.pointer)
    for channel in 0..<channels {
      let column = (10..<190).map { z[$0 * channels + channel] }
      let mean = column.reduce(0, +) / 180
      let squares = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      #expect(abs(moments[channel] - mean) < 1e-6)
      #expect(abs(moments[channels + channel] - squares) < 1e-5 * squares)
    }
  }

  @Test(arguments: Variant.available, channelCounts)
  func globalAverage(_ variant: Variant, _ channels: Int) {
    for pixels in [1, 4, 49, 144] {
      let x = TestView(
        rows: 3 * pixels, channels: channels, gap: 2, parts: [.scale, .shift],
        activation: CK_HARD_SWISH, pixels: pixels)
      let mean = Floats(count: 3 * channels) { _ in .nan }
      let store = Floats(count: 3 * pixels * channels) { _ in .nan }
      variant.kernels.global_average(
        1, 2, pixels, channels, x.pointer, store.pointer, channels, mean.pointer, channels)
      for image in 1..<3 {
        for channel in 0..<channels {
          var sum = 0.0
          for row in image * pixels..<(image + 1) * pixels {
            sum += x.value(row, channel)
            #expect(abs(store[row * channels + channel] - x.value(row, channel)) <= 3e-6)
          }
          #expect(abs(mean[image * channels + channel] - sum / Double(pixels)) <= 3e-6)
        }
      }
      #expect(mean[0].isNaN && store[0].isNaN)
    }
  }

  @Test(arguments: Variant.available)
  func shuffleAndItsInverse(_ variant: Variant) {
    let x = Floats(count: 5 * 12, seed: 1)
    let y = Floats(count: 5 * 12)
    let back = Floats(count: 5 * 12)
    variant.kernels.channel_shuffle(0, 5, 12, 3, x.readOnly, 12, y.pointer, 12)
    // Channel 1 · 4 + 2 of the input is channel 2 · 3 + 1 of the output.
    #expect(y[12 + 7] == x[12 + 6])
    variant.kernels.channel_shuffle(0, 5, 12, 4, y.readOnly, 12, back.pointer, 12)
    #expect(back.array == x.array)
  }

  @Test(arguments: Variant.available, [1, 7, 8, 9, 255, 256, 1000])
  func vectors(_ variant: Variant, _ count: Int) {
    let kernels = variant.kernels
    let x = Floats(count: count, seed: 1)
    let y = Floats(count: count, seed: 2)
    let before = y.array
    kernels.axpy(count, 0.5, x.readOnly, y.pointer)
    kernels.scale(count, 2, y.pointer)
    for index in 0..<count {
      #expect(abs(y[index] - (x[index] + 2 * Double(before[index]))) <= 1e-6)
    }
    let squares = x.array.reduce(0) { $0 + Double($1) * Double($1) }
    #expect(abs(kernels.sum_of_squares(count, x.readOnly) - squares) <= 1e-6 * squares)
    kernels.fill(count, 3, y.pointer)
    #expect(y.array.allSatisfy { $0 == 3 })
    let product = Floats(count: count)
    kernels.multiply(0, 1, count, x.readOnly, count, y.readOnly, count, product.pointer, count)
    #expect(product.array == x.array.map { $0 * 3 })
  }

  @Test(arguments: Variant.available)
  func partsAddUpInOrder(_ variant: Variant) {
    let (count, parts, stride) = (300, 7, 310)
    let x = Floats(count: stride * parts) { 1000 * random(3, $0) }
    let expected = (0..<count).map { i in
      (0..<parts).reduce(Float(0)) { $0 + x.pointer[$1 * stride + i] }
    }
    variant.kernels.sum_parts(count, parts, stride, x.readOnly, x.pointer)
    #expect(Array(x.array.prefix(count)) == expected)
  }

  /// Every chain x = 0.75 x + 1 of the probe ends at 4.
  @Test(arguments: Variant.available)
  func multiplyAddProbe(_ variant: Variant) {
    var result: Float = 0
    let count = variant.kernels.multiply_add_probe(200, &result)
    #expect(count > 0 && count.isMultiple(of: 200))
    #expect(result == 4 * Float(count / 200))
  }
}
