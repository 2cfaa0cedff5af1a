/// How long small networks train beside one another.
public enum TrainingEffort {
  /// Time goes into moving maps, too: making one of their elements and its gradient, and taking both
  /// through normalisation and activation, takes as long as so many multiply-adds.
  ///
  /// By least squares over the trainings of small networks of EfficientNet's kind on one core; see the
  /// benchmarks.
  private static let multiplyAddsPerActivation = 60.0

  /// A number in proportion to the time that a training step takes per image; only ratios of two mean
  /// something.
  public static func units(_ costs: Figures) -> Double {
    Double(costs.multiplyAdds) + multiplyAddsPerActivation * Double(costs.activations)
  }
}
