public import CostModel
public import SearchSpaces
public import Studies

/// A search through a space of architectures, as a search file states it.
public struct ArchitectureSearchDefinition: Codable, Hashable, Sendable {
  /// The space that is searched.
  public var space: SpaceDefinition
  /// What the search maximises.
  public var objective: SearchObjective
  /// Bounds on what candidates cost at target scale.
  ///
  /// Nothing outside those that can be counted (`SpaceGraph.countable(_:)`) is ever proposed; what is
  /// outside the others is refused.
  public var band: Bounds
  /// Further limits at target scale, which no sampler knows: a candidate over one is refused.
  @UpperLimits public var budgets: Bounds
  /// What proposes candidates.
  public var sampler: SamplerDefinition
  /// Distinct candidates to evaluate.
  ///
  /// May be raised later to go on with a study.
  public var trials: Int
  /// How many proposals back the latest result lies that a proposal sees; at most one more trial than
  /// this runs side by side.
  public var lag: Int
  /// Short trainings first, longer ones for the best; nil trains everything in full.
  public var halving: HalvingDefinition?
  /// When trainings that lag are ended; nil trains all as long as they were meant to be.
  public var pruning: PruningDefinition?
  /// The scale at which candidates are trained.
  public var proxy: ProxyScale
  /// How candidates are trained.
  public var training: TrainingDefinition
  /// What scores candidates.
  public var evaluator: EvaluatorDefinition
  /// What trains the best again when the trials are done; nil for nothing.
  public var confirmation: ConfirmationDefinition?
  public var seed: UInt64
}

extension ArchitectureSearchDefinition {
  /// What must be known of every candidate beside the sums.
  var measured: Set<Metric> {
    band.metrics.union(budgets.metrics).union([objective.cost])
  }

  /// The space with what its stages cost, times on the objective's device among them where those are
  /// bounded.
  func graph() throws -> SpaceGraph {
    try SpaceGraph(
      SearchSpace(space), latencySteps: LatencySteps(for: band, on: objective.device))
  }

  /// Whether every candidate is timed on the machine at hand.
  public var timesCandidates: Bool { measured.contains(.measuredLatency) }
}
