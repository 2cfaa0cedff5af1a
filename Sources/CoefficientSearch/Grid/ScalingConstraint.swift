/// What scaled candidates must satisfy to be comparable.
public struct ScalingConstraint: Codable, Hashable, Sendable {
  /// What α · β² · γ², the growth of multiply-adds per unit of φ, should be.
  public var target: Double
  /// How far α · β² · γ² may be from `target`.
  ///
  /// The paper's own point is at 1.920.
  public var tolerance: Double
  /// How far the multiply-adds of a trained candidate, after rounding, may be from target^φ times
  /// the baseline's, as a share; nil for no limit.
  public var realisedTolerance: Double?
  /// The same for the candidate at target scale; nil for no limit.
  public var targetTolerance: Double?

  /// Makes a constraint, the paper's unless told otherwise: α · β² · γ² within 2 ± 0.1.
  public init(
    target: Double = 2, tolerance: Double = 0.1, realisedTolerance: Double? = nil,
    targetTolerance: Double? = nil
  ) {
    self.target = target
    self.tolerance = tolerance
    self.realisedTolerance = realisedTolerance
    self.targetTolerance = targetTolerance
  }
}
