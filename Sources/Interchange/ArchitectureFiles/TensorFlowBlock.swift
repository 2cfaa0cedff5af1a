import Architectures
import Files
import Networks

/// Block strings of the TensorFlow code.
struct TensorFlowBlock {
  var tokens: BlockTokens
  let inputChannels: Int?

  init(tokens: BlockTokens, inputChannels: Int?) {
    self.tokens = tokens
    self.inputChannels = inputChannels
  }

  func stage() throws(FileError) -> Stage {
    var tokens = tokens
    let repeats = try tokens.integer("r", "repeats")
    let kernelSize = try tokens.integer("k", "kernel size")
    let stride = try stride(&tokens)
    let expansion = try tokens.integer("e", "expansion ratio")
    let input = try tokens.integer("i", "input channels")
    let channels = try tokens.integer("o", "output channels")
    let squeezeRatio = try tokens.number("se", "squeeze ratio")
    let hasNoShortcut = try tokens.flag("noskip")
    let kind = try tokens.integer("c", "0 for MBConv, 1 for fused MBConv", default: 0)
    try tokens.finish()
    if let inputChannels, inputChannels != input {
      throw tokens.failure(
        "i\(input), and the stage before puts out \(inputChannels) channels; expected the same",
        .mismatch)
    }
    let parts = MBConv(
      expansion: .ratio(Double(expansion)),
      squeeze: squeezeRatio.flatMap { $0 == 0 ? nil : SqueezeExcitation(ratio: $0) },
      shortcut: hasNoShortcut ? .none : .identity)
    let block: Block
    switch kind {
    case 0: block = .mbConv(parts)
    case 1: block = .fusedMBConv(parts)
    case let other:
      throw tokens.failure("c\(other); expected c0 (MBConv) or c1 (fused MBConv)", .outOfRange)
    }
    return try tokens.stage(
      block, kernelSize: kernelSize, stride: stride, channels: channels, repeats: repeats)
  }

  /// `s22` says height and width; EfficientNetV2's code writes `s2`.
  private func stride(_ tokens: inout BlockTokens) throws(FileError) -> Int {
    guard let digits = tokens.optional("s") else {
      throw tokens.failure("no 's' (stride); expected 's' and one or two digits", .missing)
    }
    let sides = digits.compactMap(\.wholeNumberValue)
    guard sides.count == digits.count, let first = sides.first, sides.count <= 2,
      sides.allSatisfy({ $0 == first })
    else {
      throw tokens.failure("found 's\(digits)'; expected one digit, or the same one twice")
    }
    return first
  }

  static func text(of stage: Stage, inputChannels: Int) throws(FileError) -> String {
    let notation = "TensorFlow"
    let parts: MBConv
    let isFused: Bool
    switch stage.block {
    case .mbConv(let mbConv): (parts, isFused) = (mbConv, false)
    case .fusedMBConv(let mbConv): (parts, isFused) = (mbConv, true)
    case .convolution, .depthwiseSeparable, .basicResidual, .bottleneckResidual:
      throw BlockString.inexpressible("blocks other than MBConv and fused MBConv", in: notation)
    }
    guard stage.activation == nil else {
      throw BlockString.inexpressible("an activation", in: notation)
    }
    guard stage.stride <= 9 else {
      throw BlockString.inexpressible("a stride above 9", in: notation)
    }
    guard case .ratio(let ratio) = parts.expansion, ratio == ratio.rounded() else {
      throw BlockString.inexpressible("an expansion that is no whole ratio", in: notation)
    }
    var words = [
      "r\(stage.repeats)", "k\(stage.kernelSize)", "s\(stage.stride)\(stage.stride)",
      "e\(YAMLText.number(ratio))", "i\(inputChannels)", "o\(stage.channels)",
    ]
    if let squeeze = try BlockString.squeezeRatio(parts.squeeze, notation: notation) {
      words.append("se\(YAMLText.number(squeeze))")
    }
    switch parts.shortcut {
    case .identity: break
    case .none: words.append("noskip")
    case .pool: throw BlockString.inexpressible("a pooled shortcut", in: notation)
    }
    if isFused { words.append("c1") }
    return words.joined(separator: "_")
  }
}
