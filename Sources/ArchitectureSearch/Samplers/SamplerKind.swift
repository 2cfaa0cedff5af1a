/// The samplers by name.
public enum SamplerKind: String, Codable, Hashable, Sendable, CaseIterable {
  /// Uniform draws: ``RandomSampler``.
  case random
  /// Every architecture once, evenly spread: ``GridSampler``.
  case grid
  /// Regularised evolution: ``EvolutionSampler``.
  case evolution
  /// Multi-objective evolution: ``NSGA2Sampler``.
  case nsga2
  /// Reinforcement learning: ``PPOSampler``.
  case ppo
  /// Densities of good and bad trials: ``TPESampler``.
  case tpe
}
