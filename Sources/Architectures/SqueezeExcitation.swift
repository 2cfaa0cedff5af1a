public import Networks

/// Squeeze-and-excitation (arXiv:1709.01507): global average pooling, a reducing and an expanding
/// 1×1 convolution with biases, and a gate that multiplies each channel.
public struct SqueezeExcitation: Hashable, Sendable {
  /// What the ratio is a share of.
  public enum Basis: String, Hashable, Sendable, CaseIterable {
    /// The input channels of the block (EfficientNet, MnasNet, RegNetY).
    case blockInput
    /// The channels that are gated (MobileNetV3, SENet; timm's `se_from_exp`).
    case gated
  }

  /// Hidden channels ÷ channels of the basis.
  public var ratio: Double
  /// What ``ratio`` is a share of.
  public var basis: Basis
  /// Hidden channels are rounded to a multiple of this as ``RoundingRules`` does; 1 truncates to a
  /// whole number, at least 1, as EfficientNet's code does.
  public var divisor: Int
  /// The activation between the two convolutions, where it is not the block's.
  public var activation: Activation?
  /// What turns the second convolution's output into a factor: sigmoid or hard sigmoid.
  public var gate: Activation

  /// A gate with EfficientNet's rounding and sigmoid, but for what is given; the ratio, above 0 up
  /// to 1024, is checked with the ``Stage`` that holds it.
  public init(
    ratio: Double, basis: Basis = .blockInput, divisor: Int = 1, activation: Activation? = nil,
    gate: Activation = .sigmoid
  ) {
    self.ratio = ratio
    self.basis = basis
    self.divisor = divisor
    self.activation = activation
    self.gate = gate
  }

  /// Hidden channels in a block with `input` channels that gates `gated` channels.
  public func hiddenChannels(input: Int, gated: Int) -> Int {
    let exact: Double
    switch basis {
    case .blockInput: exact = Double(input) * ratio
    case .gated: exact = Double(gated) * ratio
    }
    guard divisor > 1 else { return max(1, Int(exact)) }
    return RoundingRules(divisor: divisor).channels(exact)
  }
}

extension SqueezeExcitation {
  func validate() throws(ArchitectureError) {
    guard ratio > 0, ratio <= 1024 else {
      throw ArchitectureError(
        key: "squeezeRatio", found: "\(ratio)", expected: "above 0, up to 1024")
    }
    try ArchitectureError.require(divisor, in: 1...65_536, "squeezeDivisor")
    guard gate == .sigmoid || gate == .hardSigmoid else {
      throw ArchitectureError(
        key: "squeezeGate", found: gate.rawValue, expected: "sigmoid or hardSigmoid")
    }
  }
}
