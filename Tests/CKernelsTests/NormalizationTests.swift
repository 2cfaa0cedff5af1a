import CKernels
import Foundation
import Testing

/// Batch normalisation put together from moments, view, sink and gradient.
@Suite struct NormalizationTests {
  private let epsilon = 1e-3

  @Test(arguments: Variant.available, [1, 8, 9])
  func backwardMatchesCentralDifferences(_ variant: Variant, _ channels: Int) {
    let rows = 30
    let kernels = variant.kernels
    let z = Floats(count: rows * channels) { 3 + 2 * random(1, $0) }
    let dy = Floats(count: rows * channels, seed: 2)
    let gamma = Floats(count: channels) { 1 + 0.5 * random(3, $0) }
    let beta = Floats(count: channels, seed: 4)

    // Two parts, as two threads would make them.
    let counts = [11, 19]
    let moments = Doubles(count: 4 * channels)
    kernels.moments(0, 11, channels, z.readOnly, channels, moments.pointer)
    kernels.moments(11, 19, channels, z.readOnly, channels, moments.pointer + 2 * channels)
    let mean = Doubles(count: channels)
    let variance = Doubles(count: channels)
    ck_merge_moments(
      channels, 2, moments.pointer, 2 * channels, counts, mean.pointer, variance.pointer)
    let scale = Floats(count: channels)
    let shift = Floats(count: channels)
    ck_fold_normalization(
      channels, mean.pointer, variance.pointer, epsilon, gamma.readOnly, beta.readOnly,
      scale.pointer, shift.pointer)
    let sinkMean = Floats(count: channels) { mean[$0] }

    var view = ck_view()
    view.data = z.readOnly
    view.ld = channels
    view.scale = scale.readOnly
    view.shift = shift.readOnly
    view.activation = CK_SILU
    let g = Floats(count: rows * channels)
    let sums = Doubles(count: 4 * channels)
    withUnsafePointer(to: view) { view in
      for (part, first) in [0, 11].enumerated() {
        var sink = ck_sink()
        sink.data = g.pointer
        sink.ld = channels
        sink.view = view
        sink.sums = sums.pointer + part * 2 * channels
        sink.z = z.readOnly
        sink.z_ld = channels
        sink.mean = sinkMean.readOnly
        kernels.apply_sink(first, counts[part], channels, dy.readOnly, channels, &sink)
      }
    }
    let c = (0..<5).map { _ in Floats(count: channels) }
    ck_normalization_backward(
      channels, 2, sums.pointer, 2 * channels, rows, mean.pointer, sinkMean.readOnly,
      variance.pointer, epsilon, gamma.readOnly, c[0].pointer, c[1].pointer, c[2].pointer,
      c[3].pointer, c[4].pointer)
    var gradient = ck_gradient()
    gradient.data = g.readOnly
    gradient.ld = channels
    gradient.c1 = c[0].readOnly
    gradient.z = z.readOnly
    gradient.z_ld = channels
    gradient.c2 = c[1].readOnly
    gradient.c3 = c[2].readOnly
    let dz = Floats(count: rows * channels)
    kernels.apply_gradient(0, rows, channels, &gradient, nil, 0, dz.pointer, channels)

    for channel in 0..<channels {
      var column = (0..<rows).map { z[$0 * channels + channel] }
      func loss(_ gamma: Double, _ beta: Double) -> Double {
        let mean = column.reduce(0, +) / Double(rows)
        let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows)
        return (0..<rows).reduce(0) { sum, row in
          let u = gamma * (column[row] - mean) / (variance + epsilon).squareRoot() + beta
          return sum + dy[row * channels + channel] * activate(CK_SILU, u)
        }
      }
      let h = 1e-4
      for row in 0..<rows {
        let stored = column[row]
        column[row] = stored + h
        let up = loss(gamma[channel], beta[channel])
        column[row] = stored - h
        let slope = (up - loss(gamma[channel], beta[channel])) / (2 * h)
        column[row] = stored
        #expect(abs(dz[row * channels + channel] - slope) <= 2e-5)
      }
      let byGamma = loss(gamma[channel] + h, beta[channel]) - loss(gamma[channel] - h, beta[channel])
      let byBeta = loss(gamma[channel], beta[channel] + h) - loss(gamma[channel], beta[channel] - h)
      #expect(abs(c[3][channel] - byGamma / (2 * h)) <= 2e-5)
      #expect(abs(c[4][channel] - byBeta / (2 * h)) <= 2e-5)
    }
  }
}
