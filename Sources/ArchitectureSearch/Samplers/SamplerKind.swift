/// The samplers by name.
public enum SamplerKind: String, Codable, Hashable, Sendable, CaseIterable {
  case random, grid, evolution, nsga2, ppo, tpe
}
