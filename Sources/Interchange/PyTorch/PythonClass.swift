/// The text of a class: its initialiser and its `forward`.
struct PythonClass {
  let name: String
  let documentation: String
  let abstraction: Abstraction
  /// Lines of the initialiser behind `super().__init__()` and the variables, without indentation.
  let members: [[String]]
  /// The arguments of `forward`.
  var inputs = ["x"]
  let forward: [[String]]

  /// The lines of the class.
  var lines: [String] {
    let parameters: [PythonExpression] =
      [.text("self")]
      + abstraction.ordered.map { parameter in
        parameter.fallback.map { .text("\(parameter.name)=\($0.text)") } ?? .text(parameter.name)
      }
    let head = PythonExpression.call("__init__", parameters)
      .lines(indent: 4, prefix: "def ", suffix: ":")
    let locals = abstraction.locals.map { "        \($0.name) = \($0.code)" }
    return ["class \(name)(nn.Module):", #"    """\#(documentation)""""#, ""]
      + head + ["        super().__init__()"] + locals + members.flatMap { $0 }
      + ["", "    def forward(self, \(inputs.joined(separator: ", "))):"]
      + forward.flatMap { $0 }
  }
}
