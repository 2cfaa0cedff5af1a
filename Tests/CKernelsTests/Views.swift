import CKernels
import Foundation
import Testing

/// What a view applies, for tables of cases.
struct ViewParts: OptionSet, Sendable {
  let rawValue: Int
  static let scale = ViewParts(rawValue: 1)
  static let shift = ViewParts(rawValue: 2)
  static let factor = ViewParts(rawValue: 4)
  static let residual = ViewParts(rawValue: 8)
  static let residualAffine = ViewParts(rawValue: 16)
  static let gate = ViewParts(rawValue: 32)
  static let all: ViewParts = [.scale, .shift, .factor, .residual, .residualAffine, .gate]
}

/// A view over random numbers, and its values in double precision.
final class TestView {
  let rows: Int
  let channels: Int
  let ld: Int
  let parts: ViewParts
  let activation: ck_activation
  let pixels: Int
  let data: Floats
  let pointer: UnsafeMutablePointer<ck_view>
  private let scale: Floats
  private let shift: Floats
  private let factor: Floats
  private let residual: Floats
  private let residualScale: Floats
  private let residualShift: Floats
  private let gate: Floats

  init(
    rows: Int, channels: Int, gap: Int = 0, parts: ViewParts = [],
    activation: ck_activation = CK_IDENTITY, pixels: Int? = nil, seed: UInt64 = 1
  ) {
    let pixels = pixels ?? rows
    let images = (rows + pixels - 1) / pixels
    (self.rows, self.channels, ld) = (rows, channels, channels + gap)
    (self.parts, self.activation, self.pixels) = (parts, activation, pixels)
    data = Floats(count: (rows - 1) * ld + channels) { 2 * random(seed, $0) }
    scale = Floats(count: channels) { 1.5 + random(seed + 100, $0) }
    shift = Floats(count: channels, seed: seed + 101)
    factor = Floats(count: images * channels) { 1 + 0.5 * random(seed + 102, $0) }
    residual = Floats(count: (rows - 1) * (channels + 1) + channels, seed: seed + 103)
    residualScale = Floats(count: channels) { 1 + 0.5 * random(seed + 104, $0) }
    residualShift = Floats(count: channels, seed: seed + 105)
    gate = Floats(count: images * channels) { 0.6 + 0.4 * random(seed + 106, $0) }
    pointer = .allocate(capacity: 1)
    var view = ck_view()
    view.data = data.readOnly
    view.ld = ld
    view.activation = activation
    view.pixels = pixels
    view.factor_ld = channels
    view.residual_ld = channels + 1
    view.gate_ld = channels
    if parts.contains(.scale) { view.scale = scale.readOnly }
    if parts.contains(.shift) { view.shift = shift.readOnly }
    if parts.contains(.factor) { view.factor = factor.readOnly }
    if parts.contains(.residual) { view.residual = residual.readOnly }
    if parts.contains(.residualAffine) {
      view.residual_scale = residualScale.readOnly
      view.residual_shift = residualShift.readOnly
    }
    if parts.contains(.gate) { view.gate = gate.readOnly }
    pointer.initialize(to: view)
  }

  deinit { pointer.deallocate() }

  /// u at a row and channel; `data` replaces the stored number (for differences).
  func linear(_ row: Int, _ channel: Int, data replaced: Double? = nil) -> Double {
    var u = replaced ?? data[row * ld + channel]
    let image = row / pixels * channels + channel
    if parts.contains(.scale) { u *= scale[channel] }
    if parts.contains(.shift) { u += shift[channel] }
    if parts.contains(.factor) { u *= factor[image] }
    if parts.contains(.residual) {
      var v = residual[row * (channels + 1) + channel]
      if parts.contains(.residualAffine) {
        v = v * residualScale[channel] + residualShift[channel]
      }
      u += v
    }
    return u
  }

  func value(_ row: Int, _ channel: Int, data replaced: Double? = nil) -> Double {
    activate(activation, linear(row, channel, data: replaced)) * gateValue(row, channel)
  }

  func gateValue(_ row: Int, _ channel: Int) -> Double {
    parts.contains(.gate) ? gate[row / pixels * channels + channel] : 1
  }

  func factorValue(_ row: Int, _ channel: Int) -> Double {
    parts.contains(.factor) ? factor[row / pixels * channels + channel] : 1
  }

  func scaleValue(_ channel: Int) -> Double { parts.contains(.scale) ? scale[channel] : 1 }
}

/// A gradient view over random numbers, and its values in double precision.
final class TestGradient {
  let rows: Int
  let channels: Int
  let pointer: UnsafeMutablePointer<ck_gradient>
  private let parts: Parts
  private let pixels: Int
  private let data: Floats
  private let z: Floats
  private let coefficients: [Floats]
  private let factor: Floats
  private let pooled: Floats

  /// `unfinished`: times the derivative of SiLU, after the addition of a gradient by the mean.
  enum Parts: Sendable { case plain, scaled, normalized, normalizedWithFactor, unfinished }

  init(
    rows: Int, channels: Int, parts: Parts = .plain, pixels: Int? = nil, seed: UInt64 = 50
  ) {
    let pixels = pixels ?? rows
    (self.rows, self.channels, self.parts, self.pixels) = (rows, channels, parts, pixels)
    data = Floats(count: rows * channels, seed: seed)
    z = Floats(count: rows * channels, seed: seed + 1)
    coefficients = (0..<5).map { Floats(count: channels, seed: seed + 20 + UInt64($0)) }
    let images = (rows + pixels - 1) / pixels
    factor = Floats(count: images * channels) { 1 + 0.5 * random(seed + 5, $0) }
    pooled = Floats(count: images * channels, seed: seed + 6)
    pointer = .allocate(capacity: 1)
    var gradient = ck_gradient()
    gradient.data = data.readOnly
    gradient.ld = channels
    gradient.pixels = pixels
    gradient.z_ld = channels
    gradient.factor_ld = channels
    if parts != .plain { gradient.c1 = coefficients[0].readOnly }
    if parts != .plain, parts != .scaled {
      gradient.z = z.readOnly
      gradient.c2 = coefficients[1].readOnly
      gradient.c3 = coefficients[2].readOnly
    }
    if parts == .normalizedWithFactor { gradient.factor = factor.readOnly }
    if parts == .unfinished {
      gradient.slope_scale = coefficients[3].readOnly
      gradient.slope_shift = coefficients[4].readOnly
      gradient.slope_activation = CK_SILU
      gradient.pooled = pooled.readOnly
      gradient.pooled_ld = channels
    }
    pointer.initialize(to: gradient)
  }

  deinit { pointer.deallocate() }

  func value(_ row: Int, _ channel: Int) -> Double {
    let at = row * channels + channel
    switch parts {
    case .plain: return data[at]
    case .scaled: return coefficients[0][channel] * data[at]
    case .unfinished:
      let u = coefficients[3][channel] * z[at] + coefficients[4][channel]
      let g = (data[at] + pooled[row / pixels * channels + channel]) * derivative(CK_SILU, u)
      return coefficients[0][channel] * g + coefficients[1][channel] * z[at]
        + coefficients[2][channel]
    case .normalized, .normalizedWithFactor:
      let f = parts == .normalized ? 1 : factor[row / pixels * channels + channel]
      return coefficients[0][channel] * data[at] * f + coefficients[1][channel] * z[at]
        + coefficients[2][channel]
    }
  }
}

/// The activation in double precision, from its definition.
func activate(_ activation: ck_activation, _ u: Double) -> Double {
  switch activation {
  case CK_RELU: max(u, 0)
  case CK_RELU6: min(max(u, 0), 6)
  case CK_SILU: u / (1 + exp(-u))
  case CK_SIGMOID: 1 / (1 + exp(-u))
  case CK_HARD_SIGMOID: min(max(u + 3, 0), 6) / 6
  case CK_HARD_SWISH: u * min(max(u + 3, 0), 6) / 6
  case CK_TANH: tanh(u)
  case CK_GELU: u * 0.5 * erfc(-u / 2.0.squareRoot())
  default: u
  }
}

/// The activation's derivative by central differences, so narrow that no number in these tests has
/// a kink between them.
func derivative(_ activation: ck_activation, _ u: Double) -> Double {
  let h = 1e-7
  return (activate(activation, u + h) - activate(activation, u - h)) / (2 * h)
}

let activations: [ck_activation] = [
  CK_IDENTITY, CK_RELU, CK_RELU6, CK_SILU, CK_SIGMOID, CK_HARD_SIGMOID, CK_HARD_SWISH, CK_TANH,
  CK_GELU,
]
