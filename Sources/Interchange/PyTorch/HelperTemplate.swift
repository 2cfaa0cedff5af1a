/// A helper class that takes what differs between a network's uses of it, and says the rest itself.
struct HelperTemplate {
  let kind: HelperKind
  private let abstraction: Abstraction
  /// Of the arguments of every use.
  private let names: [String]
  /// For each use, in order, the arguments it calls the class with.
  let calls: [ModuleCall]

  /// - Parameters:
  ///   - kind: One without ``HelperKind/code``.
  ///   - uses: Every call in the network, each with all arguments.
  init(_ kind: HelperKind, _ uses: [ModuleCall]) {
    self.kind = kind
    names = uses[0].arguments.map(\.name)
    let slots = uses[0].arguments.map {
      Abstraction.Slot(member: "", argument: $0, isRequired: !$0.isKeyword)
    }
    let abstraction = Abstraction(slots, rows: uses.map { $0.arguments.map(\.value) })
    self.abstraction = abstraction
    let ordered = abstraction.ordered
    calls = uses.indices.map { row in
      ModuleCall(
        type: kind.rawValue,
        arguments: ordered.compactMap { parameter in
          let argument = uses[row].arguments.first { $0.name == parameter.name }
          return argument.map {
            ModuleArgument(
              name: $0.name, value: $0.value, fallback: parameter.fallback,
              isKeyword: parameter.fallback != nil, meaning: $0.meaning)
          }
        })
    }
  }

  /// The lines of the class.
  var lines: [String] {
    let code = Dictionary(
      zip(names, abstraction.codes), uniquingKeysWith: { first, _ in first })
    return kind == .squeezeExcitation
      ? squeezeExcitation(code).lines : convNormActivation(code).lines
  }

  private func convNormActivation(_ code: [String: String?]) -> PythonClass {
    func keywords(_ names: [String]) -> [PythonExpression] {
      names.compactMap { name in (code[name] ?? nil).map { .keyword(name, .text($0)) } }
    }
    func text(_ name: String) -> String { (code[name] ?? nil) ?? PythonValue.none.text }
    let convolution = PythonExpression.call(
      text("conv"),
      ["inputs", "outputs", "kernel_size"].map { .text(text($0)) }
        // A bias is the exception beside a normalisation, the rule without one.
        + keywords(["stride", "padding", "dilation", "groups"])
        + [.keyword("bias", .text((code["bias"] ?? nil) ?? "False"))])
    let norm = PythonExpression.call(
      text("norm"), [.text(text("outputs"))] + keywords(["eps", "momentum", "affine"]))
    let activation = text("activation")
    let isParameter = abstraction.parameters.contains { $0.name == "activation" }
    let hasActivation = activation != PythonValue.none.text
    var members = [
      convolution.lines(indent: 8, prefix: "self.conv = "),
      norm.lines(indent: 8, prefix: "self.norm = "),
    ]
    if isParameter {
      members.append([
        "        self.activation = activation() if activation else nn.Identity()"
      ])
    } else if hasActivation {
      members.append(["        self.activation = \(activation)()"])
    }
    let result = "self.norm(self.conv(x))"
    return PythonClass(
      name: kind.rawValue,
      documentation: hasActivation
        ? "A convolution, its batch normalisation and an activation."
        : "A convolution and its batch normalisation.",
      abstraction: abstraction, members: members,
      forward: [["        return \(hasActivation ? "self.activation(\(result))" : result)"]])
  }

  private func squeezeExcitation(_ code: [String: String?]) -> PythonClass {
    func text(_ name: String) -> String { (code[name] ?? nil) ?? PythonValue.none.text }
    let (channels, squeezed) = (text("channels"), text("squeezed"))
    return PythonClass(
      name: kind.rawValue,
      documentation: "Squeeze-and-excitation (arXiv:1709.01507).", abstraction: abstraction,
      members: [
        ["        self.reduce = nn.Conv2d(\(channels), \(squeezed), 1)"],
        ["        self.activation = \(text("activation"))()"],
        ["        self.expand = nn.Conv2d(\(squeezed), \(channels), 1)"],
        ["        self.gate = \(text("gate"))()"],
      ],
      forward: [
        ["        scale = x.mean((2, 3), keepdim=True)"],
        ["        scale = self.expand(self.activation(self.reduce(scale)))"],
        ["        return x * self.gate(scale)"],
      ])
  }
}
