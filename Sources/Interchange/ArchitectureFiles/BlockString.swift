public import Architectures
public import Files
import Networks

/// Stages as the one-line strings of the EfficientNet code bases.
///
/// TensorFlow's (`efficientnet_builder.py`, `mnasnet_models.py`): `r2_k5_s22_e6_i24_o40_se0.25`;
/// repeats, kernel, stride (twice in the older code, once in EfficientNetV2's), expansion ratio,
/// input and output channels, squeeze ratio of the block's input, `noskip`, and `c1` for
/// EfficientNetV2's fused MBConv, which without shortcut may name other input channels than arrive,
/// and expands those (EfficientNet-EdgeTPU).
///
/// timm's (`_efficientnet_builder.py`): `ir_r2_k5_s2_e6_c40_se0.25`; a kind of block first, `c` for
/// the output channels, `n` and an activation, `skip` or `noskip`:
///
/// | timm | here |
/// |---|---|
/// | `ir` | `Block/mbConv(_:)` with an expansion, at `e1` too (`MBConv/keepsExpansion`) |
/// | `uir` | `Block/universalBottleneck(_:)`: `a` and `p` are the outer depthwise convolutions' kernels |
/// | `ds` | `Block/mbConv(_:)` without one: depthwise, squeeze, linear projection, shortcut |
/// | `dsa` | `Block/depthwiseSeparable(_:)` |
/// | `er` | `Block/fusedMBConv(_:)` with an expansion, at `e1` too; of the channels `fc` where given |
/// | `cn` | `Block/convolution(_:)` |
///
/// Several kernels (`k3.5.7`) take a share of the channels each, and `a1.1` and `p1.1` so divide the
/// pointwise convolutions (MixNet). Refused, because no `Block` says them: pointwise
/// convolutions of another size than 1×1, and the attention of MobileNetV4's hybrids (`mqa`, `mha`).
///
/// Both ratios mean what they mean here: `se` is a share of the block's **input** channels (timm
/// divides it by the expansion ratio and applies it to the expanded ones), unless the strings are
/// said to be MobileNetV3's (``TimmBuilder``). Where a code base rounds
/// otherwise than this package and the channels at hand show it, the string is refused, because the
/// network would silently be another.
public enum BlockString {
  /// The stage that a line of either notation describes.
  ///
  /// - Parameters:
  ///   - text: One line in timm's or TensorFlow's notation.
  ///   - inputChannels: Channels that the stage receives, where they are known; they are checked
  ///     against what the line says, and rounding against the code base's.
  ///   - builder: Which class of timm's a line in its notation is for.
  /// - Returns: The stage.
  /// - Throws: `FileError` naming the part of the line, what was found and expected.
  public static func stage(
    _ text: String, inputChannels: Int? = nil, builder: TimmBuilder = .efficientNet
  ) throws(FileError) -> Stage {
    let tokens = try BlockTokens(text)
    if let kind = tokens.kind {
      return try TimmBlock(
        kind: kind, tokens: tokens, inputChannels: inputChannels, builder: builder
      ).stage()
    }
    return try TensorFlowBlock(tokens: tokens, inputChannels: inputChannels).stage()
  }

  /// `stage` in TensorFlow's notation.
  ///
  /// - Throws: `FileError` with what the notation has no words for.
  public static func tensorFlow(
    _ stage: Stage, inputChannels: Int
  ) throws(FileError) -> String {
    try TensorFlowBlock.text(of: stage, inputChannels: inputChannels)
  }

  /// `stage` in timm's notation.
  ///
  /// - Throws: `FileError` with what the notation has no words for.
  public static func timm(_ stage: Stage) throws(FileError) -> String {
    try TimmBlock.text(of: stage)
  }

  /// The stages of an architecture, a line each, such that reading them gives the same network.
  ///
  /// In timm's notation a stage may need two lines, and stages that it counts as one may share one.
  ///
  /// - Throws: `FileError` naming the first stage that the notation has no words for, or
  ///   that the code base would round otherwise.
  public static func lines(
    of architecture: Architecture, in notation: BlockNotation
  ) throws(FileError) -> [String] {
    switch notation {
    case .timm: try TimmDefinition(architecture).lists.flatMap { $0 }
    case .tensorflow: try tensorFlowLines(of: architecture)
    }
  }

  private static func tensorFlowLines(
    of architecture: Architecture
  ) throws(FileError) -> [String] {
    var inputChannels = architecture.stem.channels
    var lines: [String] = []
    for (index, stage) in architecture.stages.enumerated() {
      do throws(FileError) {
        let line = try tensorFlow(stage, inputChannels: inputChannels)
        let read = try Self.stage(line, inputChannels: inputChannels)
        guard try read == alone(stage) else {
          throw inexpressible("this stage, as '\(line)' would read as another", in: "tensorflow")
        }
        lines.append(line)
      } catch {
        throw FileError(
          error.reason, file: architecture.name, "stage \(index + 1): \(error)")
      }
      inputChannels = stage.channels
    }
    return lines
  }

  /// The stages as text, a line each; in timm's notation those that it counts as one stage on one
  /// line, as a list.
  ///
  /// - Throws: `FileError` as ``lines(of:in:)`` does.
  public static func text(
    of architecture: Architecture, in notation: BlockNotation
  ) throws(FileError) -> String {
    let groups =
      switch notation {
      case .timm: try TimmDefinition(architecture).lists
      case .tensorflow: try tensorFlowLines(of: architecture).map { [$0] }
      }
    return groups.map { $0.count > 1 ? "[\($0.joined(separator: ", "))]\n" : "\($0[0])\n" }.joined()
  }

  /// Whose strings those of ``text(of:in:)`` in timm's notation are, which a file with them says as
  /// `blockStrings`.
  public static func builder(of architecture: Architecture) -> TimmBuilder {
    architecture.head.isMobileNetV3s ? .mobileNetV3 : .efficientNet
  }

  /// The stage as its line reads, apart from the stage before.
  private static func alone(_ stage: Stage) throws(FileError) -> Stage {
    do throws(ArchitectureError) {
      return try stage.with(joinsStageBefore: false)
    } catch {
      throw FileError(.outOfRange, file: "block string", "\(error)")
    }
  }

  static func inexpressible(_ what: String, in notation: String) -> FileError {
    FileError(.mismatch, file: "block string", "\(notation)'s notation cannot say \(what)")
  }

  /// The squeeze ratio where it is the plain one that the notations can say.
  static func squeezeRatio(
    _ squeeze: SqueezeExcitation?, notation: String
  ) throws(FileError) -> Double? {
    guard let squeeze else { return nil }
    guard squeeze == SqueezeExcitation(ratio: squeeze.ratio) else {
      throw inexpressible(
        "squeeze-and-excitation with a basis, divisor, activation or gate of its own", in: notation)
    }
    return squeeze.ratio
  }
}
