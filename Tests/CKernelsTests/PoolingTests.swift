import CKernels
import Testing

@Suite struct PoolingTests {
  static let cases =
    WindowCase.cases + [
      // A last window that starts inside the padding on the right counts fewer taps.
      WindowCase(6, 7, kernel: 3, stride: 2).with { $0.pad = (0, 0, 1, 2) },
      WindowCase(112, 7, kernel: 3, stride: 2, pad: 1),
    ]

  @Test(arguments: Variant.available, cases)
  func maximum(_ variant: Variant, _ c: WindowCase) {
    for channels in [1, 9, 64] {
      let x = TestView(
        rows: c.inRows, channels: channels, gap: 1, parts: [.scale, .shift], activation: CK_RELU)
      let y = Floats(count: c.outRows * channels) { _ in .nan }
      var winners = [UInt8](repeating: 255, count: c.outRows * channels)
      var window = c.window
      let scratch = Floats(count: ck_depthwise_scratch(&window, channels)) { _ in .nan }
      let lines = c.images * c.outHeight
      variant.kernels.maximum_pooling_forward(
        &window, channels, 0, lines, x.pointer, y.pointer, channels, &winners, scratch.pointer)
      for row in 0..<c.outRows {
        for channel in 0..<channels {
          let at = row * channels + channel
          let inside = (0..<c.taps).compactMap { tap in
            c.input(row, tap).map { (tap: tap, value: x.value($0, channel)) }
          }
          guard let best = inside.map(\.value).max() else {
            #expect(y[at] == -.infinity)
            continue
          }
          #expect(abs(y[at] - best) <= 1e-6 * (1 + best))
          let won = inside.first { $0.tap == Int(winners[at]) }
          #expect(abs((won?.value ?? -1) - best) <= 1e-6 * (1 + best))
          // ReLU makes ties: the first of equal zeros wins.
          if best == 0 { #expect(Int(winners[at]) == inside[0].tap) }
        }
      }
      checkBackward(variant, c, x, winners)
    }
  }

  private func checkBackward(
    _ variant: Variant, _ c: WindowCase, _ x: TestView, _ winners: [UInt8]
  ) {
    let channels = x.channels
    let dy = Floats(count: c.outRows * channels, seed: 3)
    let sink = TestSink(view: x, parts: [.addend, .sums])
    var window = c.window
    let scratch = Floats(count: ck_depthwise_scratch(&window, channels)) { _ in .nan }
    let lines = min(1, c.height - 1)..<c.images * c.height
    variant.kernels.maximum_pooling_backward(
      &window, channels, lines.lowerBound, lines.count, dy.readOnly, channels, winners,
      sink.pointer, scratch.pointer)
    let reached = InputGradient(c)
    sink.check(lines.lowerBound * c.width..<lines.upperBound * c.width) { row, channel in
      var sum = Sum()
      for (from, tap) in reached.windows[row]
      where Int(winners[from * channels + channel]) == tap {
        sum.add(dy[from * channels + channel])
      }
      return sum
    }
  }

  @Test(arguments: Variant.available, cases)
  func average(_ variant: Variant, _ c: WindowCase) {
    for (channels, countsPadding) in [(1, true), (9, false), (64, true), (64, false)] {
      let x = TestView(
        rows: c.inRows, channels: channels, gap: 1, parts: [.scale], activation: CK_RELU6)
      let y = Floats(count: c.outRows * channels) { _ in .nan }
      var window = c.window
      let scratch = Floats(count: ck_depthwise_scratch(&window, channels)) { _ in .nan }
      let lines = c.images * c.outHeight
      variant.kernels.average_pooling_forward(
        &window, countsPadding, channels, 0, lines, x.pointer, y.pointer, channels,
        scratch.pointer)
      let divisors = (0..<c.outRows).map { Double(self.divisor(c, $0, countsPadding)) }
      for row in 0..<c.outRows {
        for channel in 0..<channels {
          var sum = Sum()
          for tap in 0..<c.taps { sum.add(c.input(row, tap).map { x.value($0, channel) } ?? 0) }
          let error = 2e-6 * sum.magnitude + 1e-6
          #expect(abs(y[row * channels + channel] - sum.value / divisors[row]) <= error)
        }
      }
      let dy = Floats(count: c.outRows * channels, seed: 3)
      let sink = TestSink(view: x, parts: .sums)
      variant.kernels.average_pooling_backward(
        &window, countsPadding, channels, 0, c.images * c.height, dy.readOnly, channels,
        sink.pointer, scratch.pointer)
      let reached = InputGradient(c)
      sink.check(0..<c.inRows) { row, channel in
        var sum = Sum()
        for (from, _) in reached.windows[row] {
          sum.add(dy[from * channels + channel] / divisors[from])
        }
        return sum
      }
    }
  }

  /// Taps that count: inside the input, or inside the padded input.
  private func divisor(_ c: WindowCase, _ row: Int, _ countsPadding: Bool) -> Int {
    let (oy, ox) = (row / c.outWidth % c.outHeight, row % c.outWidth)
    let count = (0..<c.taps).count { tap in
      let y = oy * c.stride.height + tap / c.kernel.width * c.dilation.height
      let x = ox * c.stride.width + tap % c.kernel.width * c.dilation.width
      if countsPadding {
        return y < c.pad.top + c.height + c.pad.bottom && x < c.pad.left + c.width + c.pad.right
      }
      return c.input(row, tap) != nil
    }
    return max(count, 1)
  }
}
