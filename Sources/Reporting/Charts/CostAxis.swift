import CostModel
import Studies

/// Axes of the cost model's figures.
enum CostAxis {
  static func axis(_ metric: Metric) -> ChartAxis {
    switch metric {
    case .multiplyAdds:
      ChartAxis("Multiply-adds (millions)", unit: 1e6, scale: .logarithmic)
    case .parameters: .parameters
    case .activations: ChartAxis("Activations (millions)", unit: 1e6, scale: .logarithmic)
    case .memory: ChartAxis("Peak memory (MB)", unit: 1e6, scale: .logarithmic)
    case .latency: ChartAxis("Latency (ms)", unit: 1e-3, scale: .logarithmic)
    case .measuredLatency:
      ChartAxis("Measured latency (ms)", unit: 1e-3, scale: .logarithmic)
    }
  }

  static func unitName(_ metric: Metric) -> String {
    switch metric {
    case .multiplyAdds: "millions of multiply-adds"
    case .parameters: "millions of parameters"
    case .activations: "millions of activations"
    case .memory: "MB"
    case .latency, .measuredLatency: "ms"
    }
  }

  /// The figure within a sentence.
  static func name(_ metric: Metric) -> String {
    metric == .multiplyAdds ? metric.unit : metric.title
  }

  /// What a hypervolume is counted in: scores are fractions, costs whole units.
  static func volumeUnit(_ kind: ScoreKind, _ metric: Metric) -> String {
    "\(kind == .top1 ? kind.quantity : "score") × \(metric.unit)"
  }
}
