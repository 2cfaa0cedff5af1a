import ArgumentParser
import Architectures
import CostModel
import Interchange
import Networks

/// In which version and in which numbers an ONNX file is written.
struct ONNXOptions: ParsableArguments {
  @Option(
    help: """
      Version of ONNX's operators, \(range.lowerBound) to \(range.upperBound). (default: \
      \(ONNXSettings.standardOperatorSet))
      """)
  var opset: Int?

  @Flag(
    name: .customLong("fp16"),
    help: "Write ONNX in half precision: weights, input and output; refuses weights beyond 65504.")
  var isHalf = false

  private static let range = ONNXSettings.operatorSets

  /// The names of the options that are given.
  var given: [String] {
    [(opset != nil, "--opset"), (isHalf, "--fp16")].filter(\.0).map(\.1)
  }

  func validate() throws {
    guard let opset, !Self.range.contains(opset) else { return }
    throw ValidationError(
      "--opset \(opset): expected \(Self.range.lowerBound) to \(Self.range.upperBound)")
  }

  /// How a network is written.
  ///
  /// - Parameters:
  ///   - network: the network, whose name and costs become metadata.
  ///   - origin: how it was made, where that is known.
  /// - Returns: the settings.
  /// - Throws: what counting the network throws.
  func settings(_ network: Network, _ origin: ArchitectureOrigin?) throws -> ONNXSettings {
    let cost = try NetworkCost.total(of: network)
    var metadata = [
      "name": network.name, "parameters": "\(cost.parameters)",
      "multiply_adds": "\(cost.multiplyAdds)",
    ]
    metadata["baseline"] = origin?.baseline
    if let scaling = origin?.scaling {
      metadata["alpha"] = "\(scaling.alpha)"
      metadata["beta"] = "\(scaling.beta)"
      metadata["gamma"] = "\(scaling.gamma)"
    }
    metadata["phi"] = origin?.phi.map { "\($0)" }
    metadata["study"] = origin?.study
    metadata["trial"] = origin?.trial.map { "\($0)" }
    return ONNXSettings(
      operatorSet: opset ?? ONNXSettings.standardOperatorSet, isHalf: isHalf, metadata: metadata)
  }
}
