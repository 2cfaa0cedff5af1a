public import Architectures
package import Configuration
public import Files
import Foundation
import Networks

/// Architectures as YAML files.
///
///     version: 1                # of this format; 1 where absent
///     name: my-net              # the file's name where absent
///     resolution: 224           # pixels along each side of the input
///     inputChannels: 3          # 3 where absent
///     padding: same             # same (TensorFlow's, where absent) or symmetric (PyTorch's)
///     activation: silu          # relu, relu6, silu, sigmoid, hardSigmoid, hardSwish, tanh, gelu
///     normalization: { epsilon: 0.001, momentum: 0.99, hasScale: true, hasOffset: true }
///     survivalProbability: 0.8  # of the last block under stochastic depth; 1 (off) where absent
///     blockStrings: efficientnet # what se means in timm's strings: efficientnet or mobilenetv3
///     scaling: { stemWidth: scaled, headWidth: scaled, keepsOuterDepths: false }
///     stem: { channels: 32, kernelSize: 3, stride: 2 }
///     stages:
///       - { block: mbConv, kernelSize: 3, stride: 1, channels: 16, repeats: 1, expansionRatio: 1, squeezeRatio: 0.25 }
///       - r2_k3_s22_e6_i16_o24_se0.25
///       - ir_r2_k5_s2_e6_c40_se0.25
///     head: { channels: 1280, dropoutRate: 0.2, classes: 1000 }
///     published: { top1: 77.1, top5: 93.3, source: "Table 2" }   # in percent
///     origin: { baseline: b0, alpha: 1.2, beta: 1.1, gamma: 1.15, phi: 1, study: runs/a, trial: 3 }
///
/// `published` and `origin` are said of the network and no part of it (``ArchitectureDocument``).
///
/// A stage is a mapping, or a line in the notation of the TensorFlow or timm code bases
/// (``BlockString``), or a list of several that timm counts as one stage. Every stage has `channels`,
/// and may have `kernelSize` (3), `stride` (1), `repeats` (1) and `activation`; further keys go with
/// the kind of `block`:
///
/// | block | keys, with what holds where they are absent |
/// |---|---|
/// | `convolution` | `groups` (1), `shortcut` (none) |
/// | `depthwiseSeparable` | `projectionShares` (1), squeeze |
/// | `mbConv`, `fusedMBConv` | `expansionRatio` or `expansionChannels`, `keepsExpansion` (false), `expansionShares` (1), `projectionShares` (1), `shortcut` (identity), squeeze |
/// | `universalBottleneck` | `expansionRatio` or `expansionChannels`, `startKernelSize` (0), `endKernelSize` (0), `shortcut` (identity), squeeze |
/// | `basicResidual` | squeeze |
/// | `bottleneckResidual` | `innerRatio` (0.25), `groups` (1) or `groupWidth`, `stridePosition` (spatial), squeeze, `squeezePosition` (output) |
/// | `blocks: <line>` instead of `block` | what the line leaves open: `squeezeBasis`, `squeezeDivisor`, `squeezeActivation`, `squeezeGate` |
///
/// Squeeze is `squeezeRatio` and with it `squeezeBasis` (blockInput), `squeezeDivisor` (1),
/// `squeezeActivation` (the block's), `squeezeGate` (sigmoid). `shortcut` is none, identity or pool.
/// The stem may have `layers`, a list of `{ channels, kernelSize, stride }`, in place of the three
/// keys, and has `activation`, `hasPooling` (false) and `poolingRoundsUp` (false). The head has
/// `channels` (no convolution), `hiddenUnits` (none), `normalizesHidden` (false), `activation`,
/// `dropoutRate` (0), `classes` (1000). A `kernelSize` of `3+5+7` gives each third of the channels a
/// kernel of its own; 0 leaves the middle one of a `universalBottleneck` out.
public enum ArchitectureFile {
  /// The version of the format that is written.
  public static let version = 1

  /// Reads the architecture at `path` and checks that it lowers to a network.
  ///
  /// - Throws: `FileError` naming line, stage, key, what was found and what was expected.
  public static func read(_ path: String) throws(FileError) -> Architecture {
    try document(path).architecture
  }

  /// Reads the architecture at `path` with what the file says of it.
  ///
  /// - Throws: `FileError` naming line, stage, key, what was found and what was expected.
  public static func document(_ path: String) throws(FileError) -> ArchitectureDocument {
    try document(ConfigurationFile.load(path))
  }

  /// Reads an architecture from the text of a file, which errors attribute to `file`.
  ///
  /// - Throws: `FileError` naming line, stage, key, what was found and what was expected.
  public static func parse(_ text: String, file: String) throws(FileError) -> Architecture {
    try document(text, file: file).architecture
  }

  /// Reads an architecture, with what is said of it, from the text of a file, which errors attribute to
  /// `file`.
  ///
  /// - Throws: `FileError` naming line, stage, key, what was found and what was expected.
  public static func document(
    _ text: String, file: String
  ) throws(FileError) -> ArchitectureDocument {
    try document(ConfigurationFile.parse(text, file: file))
  }

  private static func document(
    _ node: ConfigurationNode
  ) throws(FileError) -> ArchitectureDocument {
    var reader = ArchitectureReader(try node.mapping())
    return try reader.document()
  }

  /// Reads an architecture that stands inside another file, which says nothing else of it.
  ///
  /// - Throws: `FileError` naming line, stage, key, what was found and what was expected.
  package static func architecture(
    _ node: ConfigurationNode
  ) throws(FileError) -> Architecture {
    var reader = ArchitectureReader(try node.mapping())
    return try reader.architecture()
  }

  /// Writes `architecture` so that reading gives an equal value; the file is replaced whole or not
  /// at all.
  ///
  /// - Throws: `FileError` where the file cannot be written.
  public static func write(_ architecture: Architecture, to path: String) throws {
    try OutputFile.write(path, bytes: text(of: architecture).utf8)
  }
}
