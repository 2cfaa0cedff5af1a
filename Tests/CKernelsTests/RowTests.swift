import CKernels
import Foundation
import Testing

@Suite struct RowTests {
  @Test(arguments: Variant.available, [1, 7, 8, 9, 63, 64, 65])
  func layerNormalization(_ variant: Variant, _ channels: Int) {
    let rows = 12
    let epsilon = 1e-3
    let x = TestView(
      rows: rows, channels: channels, gap: 1, parts: [.scale, .shift], activation: CK_SILU)
    let gamma = Floats(count: channels) { 1 + 0.5 * random(5, $0) }
    let beta = Floats(count: channels, seed: 6)
    let y = Floats(count: rows * channels) { _ in .nan }
    let mean = Floats(count: rows)
    let inverse = Floats(count: rows)
    let scratch = Floats(count: ck_pointwise_scratch(channels, channels)) { _ in .nan }
    variant.kernels.layer_normalization_forward(
      1, rows - 1, channels, x.pointer, Float(epsilon), gamma.readOnly, beta.readOnly, y.pointer,
      channels, mean.pointer, inverse.pointer, scratch.pointer)
    for row in 1..<rows {
      let normal = normalized(x, row, epsilon, channel: nil, moved: 0)
      for channel in 0..<channels {
        let expected = normal[channel] * gamma[channel] + beta[channel]
        #expect(abs(y[row * channels + channel] - expected) <= 2e-5)
      }
    }
    #expect(y[0].isNaN)

    let dy = Floats(count: rows * channels, seed: 8)
    let dx = Floats(count: rows * channels) { _ in .nan }
    var sink = ck_sink()
    sink.data = dx.pointer
    sink.ld = channels
    let sums = Doubles(count: 2 * channels)
    variant.kernels.layer_normalization_backward(
      1, rows - 1, channels, dy.readOnly, channels, x.pointer, mean.readOnly, inverse.readOnly,
      gamma.readOnly, &sink, sums.pointer, scratch.pointer)
    for row in 1..<rows {
      for channel in 0..<channels {
        let h = 1e-5
        let up = normalized(x, row, epsilon, channel: channel, moved: h)
        let down = normalized(x, row, epsilon, channel: channel, moved: -h)
        var slope = 0.0
        for c in 0..<channels {
          slope += dy[row * channels + c] * gamma[c] * (up[c] - down[c]) / (2 * h)
        }
        #expect(abs(dx[row * channels + channel] - slope) <= 1e-4 * (1 + abs(slope)))
      }
    }
    for channel in 0..<channels {
      var (scaled, plain) = (0.0, 0.0)
      for row in 1..<rows {
        let d = dy[row * channels + channel]
        scaled += d * normalized(x, row, epsilon, channel: nil, moved: 0)[channel]
        plain += d
      }
      #expect(abs(sums[channel] - scaled) <= 1e-4)
      #expect(abs(sums[channels + channel] - plain) <= 1e-5)
    }
  }

  /// A normalised row in double precision, with one channel of the view moved.
  private func normalized(
    _ x: TestView, _ row: Int, _ epsilon: Double, channel: Int?, moved: Double
  ) -> [Double] {
    var values = (0..<x.channels).map { x.value(row, $0) }
    if let channel { values[channel] += moved }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return values.map { ($0 - mean) / (variance + epsilon).squareRoot() }
  }

  @Test(arguments: Variant.available, [2, 10, 37, 1000])
  func softmaxCrossEntropy(_ variant: Variant, _ classes: Int) {
    let rows = 6
    let (smoothing, scale) = (0.1, 0.25)
    let logits = Floats(count: rows * classes) { 5 * random(1, $0) }
    let bias = Floats(count: classes, seed: 2)
    let labels = (0..<rows).map { Int32($0 * 7 % classes) }
    let others = (0..<rows).map { Int32(($0 * 5 + 1) % classes) }
    let share = Floats(count: rows) { 0.5 + 0.5 * random(3, $0) }
    for mixed in [false, true] {
      let loss = Floats(count: rows) { _ in .nan }
      var correct = [UInt8](repeating: 9, count: rows)
      let gradient = Floats(count: rows * classes) { _ in .nan }
      others.withUnsafeBufferPointer { others in
        variant.kernels.softmax_cross_entropy(
          1, rows - 1, classes, logits.readOnly, classes, bias.readOnly, labels,
          mixed ? others.baseAddress : nil, mixed ? share.readOnly : nil, Float(smoothing),
          loss.pointer, &correct, gradient.pointer, classes, Float(scale))
      }
      for row in 1..<rows {
        let u = (0..<classes).map { logits[row * classes + $0] + bias[$0] }
        var target = [Double](repeating: smoothing / Double(classes), count: classes)
        let own = mixed ? share[row] : 1
        target[Int(labels[row])] += (1 - smoothing) * own
        if mixed { target[Int(others[row])] += (1 - smoothing) * (1 - own) }
        let total = u.reduce(0) { $0 + exp($1) }
        let expected = (0..<classes).reduce(0) { $0 - target[$1] * (u[$1] - log(total)) }
        #expect(abs(loss[row] - expected) <= 1e-5 * (1 + expected))
        #expect(correct[row] == (u.firstIndex(of: u.max() ?? 0) == Int(labels[row]) ? 1 : 0))
        for c in 0..<classes {
          let slope = (exp(u[c]) / total - target[c]) * scale
          #expect(abs(gradient[row * classes + c] - slope) <= 1e-6)
        }
      }
      #expect(loss[0].isNaN && gradient[0].isNaN && correct[0] == 9)
    }
  }
}
