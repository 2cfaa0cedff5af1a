import CKernels
import Testing

private let channelCounts = [1, 7, 8, 9, 24, 63, 64, 65]

@Suite struct DepthwiseTests {
  @Test(arguments: Variant.available, WindowCase.cases)
  func forward(_ variant: Variant, _ c: WindowCase) {
    for (index, channels) in channelCounts.enumerated()
    where index % 3 == c.height % 3 || c.width == 7 {
      forward(variant, c, channels, gap: 2)
      // Lines of few channels without gaps are read as one row.
      forward(variant, c, channels, gap: 0)
    }
  }

  private func forward(_ variant: Variant, _ c: WindowCase, _ channels: Int, gap: Int) {
    let x = TestView(
      rows: c.inRows, channels: channels, gap: gap, parts: [.scale, .shift, .gate],
      activation: CK_SILU, pixels: c.height * c.width)
    let w = Floats(count: c.taps * channels, seed: 2)
    let ld = channels + 1
    let z = Floats(count: (c.outRows - 1) * ld + channels) { _ in .nan }
    let moments = Doubles(count: 2 * channels)
    var window = c.window
    let scratch = Floats(count: ck_depthwise_scratch(&window, channels)) { _ in .nan }
    // From the second line of the first image to the last but one of the second.
    let lines = min(1, c.outHeight - 1)..<max(2, c.images * c.outHeight - 1)
    variant.kernels.depthwise_forward(
      &window, channels, lines.lowerBound, lines.count, x.pointer, w.readOnly, z.pointer, ld,
      moments.pointer, scratch.pointer)
    var stored: [[Double]] = []
    for row in 0..<c.outRows {
      for channel in 0..<channels {
        let result = z[row * ld + channel]
        guard lines.contains(row / c.outWidth) else {
          #expect(result.isNaN)
          continue
        }
        var sum = Sum()
        for tap in 0..<c.taps {
          guard let from = c.input(row, tap) else { continue }
          sum.add(x.value(from, channel) * w[tap * channels + channel])
        }
        #expect(abs(result - sum.value) <= 2e-6 * sum.magnitude + 1e-6)
      }
      if lines.contains(row / c.outWidth) {
        stored.append((0..<channels).map { z[row * ld + $0] })
      }
    }
    checkMoments(moments, stored)
  }

  @Test(arguments: Variant.available, WindowCase.cases)
  func backward(_ variant: Variant, _ c: WindowCase) {
    for (index, channels) in channelCounts.enumerated()
    where index % 3 == c.height % 3 || c.width == 7 {
      // The last is what most networks ask for.
      if index % 2 == 0 {
        backward(variant, c, channels, gate: true, sinking: [.sums, .pooled])
      } else {
        backward(variant, c, channels, gate: false, sinking: [.addend, .sums])
        backward(variant, c, channels, gate: false, sinking: [.sums])
        backward(variant, c, channels, gate: false, sinking: [.sums], gap: 0)
      }
    }
  }

  private func backward(
    _ variant: Variant, _ c: WindowCase, _ channels: Int, gate: Bool, sinking parts: SinkParts,
    gap: Int = 1
  ) {
    let x = TestView(
      rows: c.inRows, channels: channels, gap: gap,
      parts: gate ? [.scale, .shift, .gate, .factor] : [.scale, .shift], activation: CK_SILU,
      pixels: c.height * c.width)
    let dz = TestGradient(
      rows: c.outRows, channels: channels, parts: gate ? .normalizedWithFactor : .unfinished,
      pixels: c.outHeight * c.outWidth)
    let sink = TestSink(view: x, parts: parts, gap: 2 * gap)
    let w = Floats(count: c.taps * channels, seed: 2)
    let dw = Floats(count: c.taps * channels) { _ in 0.25 }
    var window = c.window
    let scratch = Floats(count: ck_depthwise_scratch(&window, channels)) { _ in .nan }
    let lines = min(1, c.height - 1)..<max(2, c.images * c.height - 1)
    variant.kernels.depthwise_backward(
      &window, channels, lines.lowerBound, lines.count, dz.pointer, w.readOnly, sink.pointer,
      x.pointer, dw.pointer, scratch.pointer)
    let range = lines.lowerBound * c.width..<lines.upperBound * c.width
    let reached = InputGradient(c)
    sink.check(range) { row, channel in
      var sum = Sum()
      for (from, tap) in reached.windows[row] {
        sum.add(dz.value(from, channel) * w[tap * channels + channel])
      }
      return sum
    }
    var expected = [Sum](repeating: Sum(value: 0.25, magnitude: 0.25), count: c.taps * channels)
    for row in range {
      for (from, tap) in reached.windows[row] {
        for channel in 0..<channels {
          expected[tap * channels + channel].add(x.value(row, channel) * dz.value(from, channel))
        }
      }
    }
    for (index, sum) in expected.enumerated() {
      #expect(abs(dw[index] - sum.value) <= 2e-6 * sum.magnitude + 1e-6, "dw[\(index)]")
    }
  }
}

/// Which windows read each input row, and with which tap.
struct InputGradient {
  var windows: [[(row: Int, tap: Int)]]

  init(_ c: WindowCase) {
    windows = Array(repeating: [], count: c.inRows)
    for row in 0..<c.outRows {
      for tap in 0..<c.taps {
        if let from = c.input(row, tap) { windows[from].append((row, tap)) }
      }
    }
  }
}
