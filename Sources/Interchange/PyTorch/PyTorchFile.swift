public import Architectures
import Files
import Foundation
public import Networks

/// Networks as PyTorch code: one file of plain `torch.nn`, in blocks as a person would write them, and
/// beside it the weights that its `state_dict` takes.
///
/// `build()` returns the network. It takes images `[N, channels, height, width]` and gives logits
/// `[N, classes]`, and in training also those of auxiliary heads; padding that depends on the size of the
/// input is computed from it, so that other resolutions work as well.
public enum PyTorchFile {
  /// The path of the weights beside a file of code: the same with another ending.
  ///
  /// - Parameter path: Where the code goes.
  /// - Returns: Where the weights go.
  public static func weightsPath(beside path: String) -> String {
    let url = URL(fileURLWithPath: path)
    let stem = url.deletingPathExtension().lastPathComponent + ".safetensors"
    return path.contains("/") ? path.dropLast(url.lastPathComponent.count) + stem : stem
  }

  /// The code of a network.
  ///
  /// - Parameters:
  ///   - network: The network to write.
  ///   - architecture: What `network` was lowered from, whose kinds of blocks name the classes; `nil` for
  ///     a graph of cells.
  ///   - weights: What the file of weights is called, for the text on top; `nil` for none.
  /// - Returns: The file's text, as `black` would leave it.
  public static func code(
    _ network: Network, from architecture: Architecture?, weights: String?
  ) -> String {
    PyTorchCode(network, from: architecture).text(weights: weights)
  }

  /// Writes a network's weights under the names that its code has, to be loaded with
  /// `load_state_dict(safetensors.torch.load_file(path), strict=True)`.
  ///
  /// - Parameters:
  ///   - network: The network whose parameters are written.
  ///   - architecture: As for ``code(_:from:weights:)``.
  ///   - path: Where the file goes; it is replaced whole or not at all.
  ///   - values: The elements of a parameter, in the order of its axes here.
  /// - Throws: `FileError` where the disk refuses, and what `values` throws.
  public static func writeWeights(
    _ network: Network, from architecture: Architecture?, to path: String,
    values: (_ parameter: ParameterID) throws -> [Float]
  ) throws {
    let tensors = try PyTorchCode(network, from: architecture).tensors(values)
    try SafetensorsFile.write(
      tensors, metadata: ["format": "pt", "model": network.name], to: path)
  }
}
