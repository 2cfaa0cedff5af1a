import Architectures
import CostModel
import Interchange
import ModelZoo
import Networks
import ONNX

/// A `<model>` of several that are put side by side, with its cost.
struct CostedModel {
  let name: String
  let resolution: Resolution
  let cost: Cost
  /// What is stated of it; `nil` where nothing is, or sizes were changed.
  let accuracy: PublishedAccuracy?

  /// The model of that name, or in the file at that path; an ONNX file is counted as it is.
  ///
  /// - Parameters:
  ///   - text: the name or path.
  ///   - inputs: shapes that an ONNX file leaves open.
  ///   - sizes: what the command line changes.
  /// - Throws: what is wrong with a name or a file.
  init(_ text: String, _ inputs: InputOptions, _ sizes: SizeOptions? = nil) throws {
    if let file = try ONNXModel(text, inputs) {
      try file.refuse(sizes?.given ?? [])
      guard let resolution = file.resolution else {
        throw InputError("\(file.model.file): no input is an image [N, C, H, W]")
      }
      let total = file.count.total
      (name, self.resolution, accuracy) = (file.name, resolution, nil)
      cost = Cost(
        parameters: total.parameters, multiplyAdds: total.multiplyAdds,
        activations: total.activations)
      return
    }
    let source = try ModelSource(text)
    let network = try source.network(sizes?.requested ?? RequestedSizes())
    (name, resolution) = (source.name, network.inputShape.resolution)
    cost = try NetworkCost.total(of: network)
    accuracy = sizes?.given.isEmpty ?? true ? source.accuracy : nil
  }

  /// The models that a command line lists, ranges of names such as `efficientnet-b0..b3` taken apart.
  ///
  /// - Throws: what is wrong with a range.
  static func names(_ models: [String]) throws -> [String] {
    try models.flatMap { model in
      model.looksLikePath || ForeignFormat.isNamed(model)
        ? [model] : try ModelZoo.names(inRange: model) ?? [model]
    }
  }

  /// Refuses shapes of inputs where none of `models` is an ONNX file.
  static func check(_ inputs: InputOptions, _ models: [String]) throws {
    guard let first = models.first,
      try !models.contains(where: { try ForeignFormat(model: $0) == .onnx })
    else { return }
    try inputs.refuse(for: first)
  }
}
