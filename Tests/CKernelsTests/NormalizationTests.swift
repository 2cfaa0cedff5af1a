import CKernels
import Foundation
import Testing

/// Batch normalisation put together from moments, view, sink and gradient.
@Suite struct NormalizationTests {
  @Test(arguments: Variant.available, [1, 8, 9])
  func backwardMatchesCentralDifferences(_ variant: Variant, _ channels: Int) {
    let layer = NormalizedLayer(channels: channels)
    layer.fold(variant.kernels)
    layer.backward(variant.kernels)
    for channel in 0..<channels { expectSlopes(layer, channel) }
  }

  /// Compares the gradients of one channel with what small changes do to the loss.
  private func expectSlopes(_ layer: NormalizedLayer, _ channel: Int) {
    let (rows, channels) = (layer.rows, layer.channels)
    let (gamma, beta) = (layer.gamma[channel], layer.beta[channel])
    var column = (0..<rows).map { layer.z[$0 * channels + channel] }
    func loss(_ gamma: Double, _ beta: Double) -> Double {
      let mean = column.reduce(0, +) / Double(rows)
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows)
      return (0..<rows).reduce(0) { sum, row in
        let u = gamma * (column[row] - mean) / (variance + layer.epsilon).squareRoot() + beta
        return sum + layer.dy[row * channels + channel] * activate(CK_SILU, u)
      }
    }
    let h = 1e-4
    for row in 0..<rows {
      let stored = column[row]
      column[row] = stored + h
      let up = loss(gamma, beta)
      column[row] = stored - h
      let slope = (up - loss(gamma, beta)) / (2 * h)
      column[row] = stored
      #expect(abs(layer.dz[row * channels + channel] - slope) <= 2e-5)
    }
    let byGamma = loss(gamma + h, beta) - loss(gamma - h, beta)
    let byBeta = loss(gamma, beta + h) - loss(gamma, beta - h)
    #expect(abs(layer.gammaGradient[channel] - byGamma / (2 * h)) <= 2e-5)
    #expect(abs(layer.betaGradient[channel] - byBeta / (2 * h)) <= 2e-5)
  }
}

/// A normalisation with a SiLU behind it, over rows in two parts, as two threads would make them.
private struct NormalizedLayer {
  let epsilon = 1e-3
  let rows = 30
  let channels: Int
  private let firsts = [0, 11]
  private let counts = [11, 19]

  let z: Floats
  let dy: Floats
  let gamma: Floats
  let beta: Floats
  let dz: Floats

  private let mean: Doubles
  private let variance: Doubles
  private let scale: Floats
  private let shift: Floats
  /// c1, c2 and c3 of the gradient, then the gradients of gamma and beta.
  private let coefficients: [Floats]

  var gammaGradient: Floats { coefficients[3] }
  var betaGradient: Floats { coefficients[4] }

  init(channels: Int) {
    self.channels = channels
    z = Floats(count: rows * channels) { 3 + 2 * random(1, $0) }
    dy = Floats(count: rows * channels, seed: 2)
    gamma = Floats(count: channels) { 1 + 0.5 * random(3, $0) }
    beta = Floats(count: channels, seed: 4)
    dz = Floats(count: rows * channels)
    mean = Doubles(count: channels)
    variance = Doubles(count: channels)
    scale = Floats(count: channels)
    shift = Floats(count: channels)
    coefficients = (0..<5).map { _ in Floats(count: channels) }
  }

  /// Moments of z, folded into a scale and a shift.
  func fold(_ kernels: ck_kernels) {
    let moments = Doubles(count: 4 * channels)
    for part in 0..<2 {
      kernels.moments(
        firsts[part], counts[part], channels, z.readOnly, channels,
        moments.pointer + part * 2 * channels)
    }
    ck_merge_moments(
      channels, 2, moments.pointer, 2 * channels, counts, mean.pointer, variance.pointer)
    ck_fold_normalization(
      channels, mean.pointer, variance.pointer, epsilon, gamma.readOnly, beta.readOnly,
      scale.pointer, shift.pointer)
  }

  /// The gradients of z, gamma and beta.
  func backward(_ kernels: ck_kernels) {
    let sinkMean = Floats(count: channels) { mean[$0] }
    let g = Floats(count: rows * channels)
    let sums = Doubles(count: 4 * channels)
    fillSums(kernels, sinkMean: sinkMean, g: g, sums: sums)
    ck_normalization_backward(
      channels, 2, sums.pointer, 2 * channels, rows, mean.pointer, sinkMean.readOnly,
      variance.pointer, epsilon, gamma.readOnly, coefficients[0].pointer, coefficients[1].pointer,
      coefficients[2].pointer, coefficients[3].pointer, coefficients[4].pointer)
    var gradient = ck_gradient()
    gradient.data = g.readOnly
    gradient.ld = channels
    gradient.c1 = coefficients[0].readOnly
    gradient.z = z.readOnly
    gradient.z_ld = channels
    gradient.c2 = coefficients[1].readOnly
    gradient.c3 = coefficients[2].readOnly
    kernels.apply_gradient(0, rows, channels, &gradient, nil, 0, dz.pointer, channels)
  }

  /// Sends dy through the activation, with the sums that the normalisation needs.
  private func fillSums(_ kernels: ck_kernels, sinkMean: Floats, g: Floats, sums: Doubles) {
    var view = ck_view()
    view.data = z.readOnly
    view.ld = channels
    view.scale = scale.readOnly
    view.shift = shift.readOnly
    view.activation = CK_SILU
    withUnsafePointer(to: view) { view in
      for (part, first) in firsts.enumerated() {
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
  }
}
