public import Networks

/// What a training compares one output of a network with, and how much that counts.
///
/// A training minimises the weighted sum over the outputs; a classifier is the case of one.
public struct OutputLoss: Hashable, Sendable {
  /// A function of an output and what it should be, averaged over the images of a batch.
  public enum Kind: Hashable, Sendable {
    /// Of the softmax of logits with a distribution over classes.
    case crossEntropy
  }

  /// What an image says that an output should be.
  public enum Target: Hashable, Sendable {
    /// The image's class, or two classes with their shares where images are mixed.
    case classes
  }

  /// The output's name in the network.
  public let output: String
  /// What is minimised.
  public let kind: Kind
  /// The factor of this loss, and so of its gradient, in the sum.
  public let weight: Double
  /// What the output is compared with.
  public let target: Target

  /// Makes the loss of an output; the defaults are a classifier's.
  public init(
    output: String, kind: Kind = .crossEntropy, weight: Double = 1, target: Target = .classes
  ) {
    self.output = output
    self.kind = kind
    self.weight = weight
    self.target = target
  }

  /// What the losses of auxiliary outputs weigh beside the main one's 1: what those who publish
  /// Inception networks train with (TF-slim's `train_image_classifier.py`: `weights=0.4`; PyTorch's
  /// tutorial on finetuning torchvision's models: `loss1 + 0.4*loss2`).
  public static let auxiliaryWeight = 0.4

  /// Cross-entropy with the classes for every output of a network: the main one's with weight 1, the
  /// others' with ``auxiliaryWeight``.
  public static func classifying(_ network: Network) -> [OutputLoss] {
    network.outputs.enumerated().map { index, output in
      OutputLoss(output: output.name, weight: index == 0 ? 1 : auxiliaryWeight)
    }
  }
}

extension Network {
  /// The outputs that losses are of, in the network's order, each with its loss.
  ///
  /// - Throws: ``ExecutionError`` where there is no loss, two are of one output, or the network has
  ///   no such output.
  func outputsCompared(
    by losses: [OutputLoss]
  ) throws(ExecutionError) -> [(output: NetworkOutput, loss: OutputLoss)] {
    let names = outputs.map(\.name)
    for (index, loss) in losses.enumerated() {
      guard names.contains(loss.output) else {
        throw ExecutionError(
          .unsuitableNetwork,
          "a loss of output '\(loss.output)'; network '\(name)' has "
            + names.map { "'\($0)'" }.joined(separator: ", "))
      }
      if losses[..<index].contains(where: { $0.output == loss.output }) {
        throw ExecutionError(
          .unsuitableNetwork, "two losses of output '\(loss.output)' of network '\(name)'")
      }
    }
    guard !losses.isEmpty else {
      throw ExecutionError(
        .unsuitableNetwork, "no loss for any output of network '\(name)'; expected one at least")
    }
    return outputs.compactMap { output in
      losses.first { $0.output == output.name }.map { (output, $0) }
    }
  }
}
