import Networks

/// A call that makes a PyTorch module: its class, and every argument that the network decides.
struct ModuleCall: Hashable {
  let type: String
  var arguments: [ModuleArgument]

  /// The call with each argument's code in place of its value; what is as without saying is left out.
  ///
  /// - Parameter code: The code of the argument at an index; `nil` to leave it out.
  /// - Returns: The call.
  func expression(_ code: (Int) -> String?) -> PythonExpression {
    .call(
      type,
      arguments.indices.compactMap { index in
        guard let text = code(index) else { return nil }
        return arguments[index].isKeyword
          ? .keyword(arguments[index].name, .text(text)) : .text(text)
      })
  }

  /// The call with its values.
  var expression: PythonExpression {
    expression { arguments[$0].isDefault ? nil : arguments[$0].value.text }
  }
}

/// One argument of a ``ModuleCall``.
struct ModuleArgument: Hashable {
  /// What an argument says of the channels that go through the module.
  enum Meaning: Hashable {
    case inputs, outputs, other
  }

  let name: String
  var value: PythonValue
  /// The value that the class takes when none is given.
  let fallback: PythonValue?
  let isKeyword: Bool
  let meaning: Meaning

  var isDefault: Bool { value == fallback }

  /// An argument that is given by its place.
  static func place(
    _ name: String, _ value: PythonValue, _ meaning: Meaning = .other
  ) -> ModuleArgument {
    ModuleArgument(name: name, value: value, fallback: nil, isKeyword: false, meaning: meaning)
  }

  /// An argument that is given by its name, where it is not the class's own choice.
  static func keyword(
    _ name: String, _ value: PythonValue, default fallback: PythonValue? = nil
  ) -> ModuleArgument {
    ModuleArgument(name: name, value: value, fallback: fallback, isKeyword: true, meaning: .other)
  }
}

extension Activation {
  /// PyTorch's class.
  var torchClass: String {
    switch self {
    case .relu: "nn.ReLU"
    case .relu6: "nn.ReLU6"
    case .silu: "nn.SiLU"
    case .sigmoid: "nn.Sigmoid"
    case .hardSigmoid: "nn.Hardsigmoid"
    case .hardSwish: "nn.Hardswish"
    case .tanh: "nn.Tanh"
    case .gelu: "nn.GELU"
    }
  }
}
