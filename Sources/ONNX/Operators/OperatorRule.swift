import Files

/// What an operator puts out, and how many multiply-adds it takes.
struct OperatorRule: Sendable {
  /// What is known of the outputs; `nil` where it depends on something that is not known.
  typealias Outputs = @Sendable (_ node: NodeView) throws(FileError) -> [ValueFacts]?
  /// Multiply-adds, given the first output's shape; `nil` where an input's shape is not known.
  typealias Work =
    @Sendable (_ node: NodeView, _ output: [Int]) throws(FileError) -> Int?

  let outputs: Outputs
  /// `nil` for operators without products of weights or matrices.
  let work: Work?

  init(_ outputs: @escaping Outputs, work: Work? = nil) {
    (self.outputs, self.work) = (outputs, work)
  }

  /// The rule of the operator that a node of `domain` calls `name`; `nil` where none is known.
  static func named(_ name: String, domain: String) -> OperatorRule? {
    domain.isEmpty ? standard[name] : nil
  }

  private static let standard: [String: OperatorRule] = {
    let groups = [
      elementwise, windows, products, layouts, indexing, reductions, constants, images,
    ]
    return groups.reduce(into: [:]) { all, group in
      all.merge(group) { _, _ in preconditionFailure("an operator has two rules") }
    }
  }()

  /// The operators of recurrent networks, whose products depend on how they are unrolled.
  static let recurrent: Set<String> = ["LSTM", "GRU", "RNN"]
}
