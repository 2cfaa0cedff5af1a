import ArchitectureSearch

/// Axes of the cost model's figures.
enum CostAxis {
  static func axis(_ metric: CostMetric) -> ChartAxis {
    switch metric {
    case .multiplyAdds:
      ChartAxis("FLOPs (millions of multiply-adds)", unit: 1e6, scale: .logarithmic)
    case .parameters: .parameters
    case .activations: ChartAxis("Activations (millions)", unit: 1e6, scale: .logarithmic)
    case .memory: ChartAxis("Peak memory (MB)", unit: 1e6, scale: .logarithmic)
    case .latency: ChartAxis("Latency (ms)", unit: 1e-3, scale: .logarithmic)
    }
  }

  static func unitName(_ metric: CostMetric) -> String {
    switch metric {
    case .multiplyAdds: "millions of multiply-adds"
    case .parameters: "millions of parameters"
    case .activations: "millions of activations"
    case .memory: "MB"
    case .latency: "ms"
    }
  }

  static func name(_ metric: CostMetric) -> String {
    switch metric {
    case .multiplyAdds: "FLOPs"
    case .parameters: "parameters"
    case .activations: "activations"
    case .memory: "memory"
    case .latency: "latency"
    }
  }
}
