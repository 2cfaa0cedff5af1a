/// A way to count the operations of a network, as a named preset: what one published tool, or the
/// paper, counts for each kind of operator.
///
/// A tool reads somebody's implementation, and the same network can be written in ways that the
/// tool sees differently (a pooling as a module, a function or a mean). A preset states what the
/// tool counts where it sees every operator; known exceptions are listed in ``exceptions``.
public struct Convention: Hashable, Sendable {
  /// What one count stands for.
  public enum Unit: String, Hashable, Sendable {
    /// A multiply-accumulate is 1.
    case multiplyAdds
    /// A multiply-accumulate is 2.
    case operations
  }

  /// The name on the command line.
  public let name: String
  /// What the preset reproduces, with the version of the tool.
  public let summary: String
  /// What one count stands for.
  public let unit: Unit
  /// Where the tool misses operators of one implementation.
  public let exceptions: [ConventionException]
  private let rules: [OperatorKind: CountingRule]
  private let activationKinds: Set<OperatorKind>

  /// Makes a convention: a kind missing from `rules` counts nothing; the output elements of
  /// `activationKinds` are its activations.
  public init(
    name: String, summary: String, unit: Unit = .multiplyAdds,
    rules: [OperatorKind: CountingRule],
    activationKinds: Set<OperatorKind> = [.convolution, .fullyConnected],
    exceptions: [ConventionException] = []
  ) {
    self.name = name
    self.summary = summary
    self.unit = unit
    self.rules = rules
    self.activationKinds = activationKinds
    self.exceptions = exceptions
  }

  /// What this convention counts for operators of `kind`.
  public func rule(for kind: OperatorKind) -> CountingRule { rules[kind] ?? .nothing }

  /// Whether output elements of `kind` are activations.
  public func countsActivations(of kind: OperatorKind) -> Bool { activationKinds.contains(kind) }

  /// The exception that hits a layer of `kind` in the network named `network`, if any.
  func exception(network: String, kind: OperatorKind, isLastOfKind: Bool) -> ConventionException? {
    exceptions.first {
      $0.kind == kind && $0.network == network && !(isLastOfKind && $0.sparesLast)
    }
  }
}
