import Architectures
import Networks

/// The text of a network's file, and the names of its tensors.
struct PyTorchCode {
  private let network: Network
  private let template: NetworkTemplate
  private let sections: NetworkSections

  init(_ network: Network, from architecture: Architecture?) {
    self.network = network
    template = NetworkTemplate(network, from: architecture)
    sections = NetworkSections(template)
  }

  /// The whole file.
  func text(weights: String?) -> String {
    let (classes, calls) = template.made()
    let name = PythonNames.type(network.name)
    let own = sections.lines(
      name: name,
      documentation:
        "\(PythonNames.prose(network.name)): \(shape(network.inputShape)) in, \(results) out.",
      calls: calls)
    let used = HelperKind.allCases.filter(isUsed)
    var parts: [String] = []
    if used.contains(where: \.needsSameAmounts) { parts.append(HelperKind.sameAmountsCode) }
    parts += used.compactMap(\.code)
    parts += template.helpers.map { $0.lines.joined(separator: "\n") }
    parts += classes.map { $0.lines.joined(separator: "\n") }
    parts.append(own.joined(separator: "\n"))
    parts.append(
      """
      def build():
          \"\"\"The network, its weights drawn at random.\"\"\"
          return \(name)()
      """)
    let body = parts.joined(separator: "\n\n\n")
    let imports = ["import torch", "from torch import nn", "from torch.nn import functional as F"]
      .filter { $0 == "from torch import nn" || body.contains($0.hasSuffix("F") ? "F." : "torch.") }
    return head(weights) + imports.joined(separator: "\n") + "\n\n\n" + body + "\n"
  }

  private func head(_ weights: String?) -> String {
    let loading =
      weights.map {
        """


        Weights:

            model = build()
            model.load_state_dict(safetensors.torch.load_file("\(PythonNames.prose($0))"), strict=True)

        """
      } ?? ""
    return
      "\"\"\"\(PythonNames.prose(network.name)) in PyTorch, written by Compound.\(loading)\"\"\"\n\n"
  }

  private func shape(_ shape: TensorShape) -> String {
    "\(shape.channels) x \(shape.height) x \(shape.width)"
  }

  private var results: String {
    let output = network.outputShape
    return output.pixels == 1 ? "\(output.channels) logits" : shape(output)
  }

  private func isUsed(_ kind: HelperKind) -> Bool {
    template.graph.items.contains { item in
      guard let call = item.call else { return false }
      return call.type == kind.rawValue
        || call.arguments.contains { $0.value == .source(kind.rawValue) }
    } || template.helpers.contains { $0.lines.contains { $0.contains("\(kind.rawValue)(") } }
  }

  /// The name of each parameter's tensor in the code, and the tensors that PyTorch's classes have beside.
  var names: (parameters: [(name: String, id: ParameterID)], constants: [TorchConstant]) {
    let paths = sections.paths()
    var parameters: [(name: String, id: ParameterID)] = []
    var constants: [TorchConstant] = []
    for (index, item) in template.graph.items.enumerated() {
      guard let path = paths[index] else { continue }
      parameters += item.tensors.map { ("\(path).\($0.suffix)", $0.parameter) }
      constants += item.constants.map { $0.behind(path) }
    }
    return (parameters, constants)
  }

  /// Every tensor under its name in the code.
  func tensors(
    _ values: (_ parameter: ParameterID) throws -> [Float]
  ) throws -> [NamedTensor] {
    let layouts = Dictionary(
      uniqueKeysWithValues: network.parameters.map { ($0.id, network.layout(of: $0)) })
    let (parameters, constants) = names
    return try parameters.compactMap { name, id in
      guard let layout = layouts[id] else { return nil }
      return NamedTensor(
        name: name, shape: layout.theirs, elements: .float32(layout.toPyTorch(try values(id))))
    }
      + constants.map { constant in
        NamedTensor(
          name: constant.name, shape: [constant.count],
          elements: .float32([Float](repeating: constant.value, count: constant.count)))
      }
  }
}
