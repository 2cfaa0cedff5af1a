import Architectures
package import CoefficientSearch
import CostModel
import Statistics
import Studies

/// The curves of ways to scale one network: the paper's Figures 3 and 8 as measured.
package enum ScalingChart {
  /// Accuracy against multiply-adds, one curve for each way, all from the baseline on.
  ///
  /// - Parameters:
  ///   - comparison: What was found.
  ///   - model: the network that is scaled.
  ///   - data: the data set it was trained on.
  /// - Returns: The chart.
  package static func chart(_ comparison: ScalingComparison, model: String, data: String) -> Chart {
    let ways = ScalingComparison.Way.allCases.filter { $0 != .baseline }
    let series = ways.map { way in
      ChartSeries(
        name: way == .compound ? "compound scaling" : "by \(way.rawValue)",
        points: comparison.curve(way).map { point in
          let (mean, error) = (point.accuracy.mean, point.accuracy.standardError)
          return ChartPoint(
            Double(point.costs.multiplyAdds), mean,
            interval: error.map { (mean - $0)...(mean + $0) },
            label: way == .compound ? label(of: point) : "")
        },
        role: way == .compound ? .highlighted : .ordinary)
    }
    let seeds = comparison.points.map(\.accuracy.values.count).max() ?? 1
    return Chart(
      title: "Scaling up \(model) with different methods",
      subtitle: "Networks of equal cost trained alike on \(data); bars: one standard error over "
        + "\(seeds) seeds; d, w, r: depth, width and resolution against the baseline's",
      x: ChartAxis("Multiply-adds (millions)", unit: 1e6, scale: .logarithmic),
      y: ChartAxis("Top-1 accuracy (%)", unit: 0.01), series: series)
  }

  /// The baseline by its name, a network by its multiples of the baseline's depth, width and resolution.
  private static func label(of point: ScalingComparison.Point) -> String {
    guard point.way != .baseline else { return "baseline" }
    let factors = point.coefficients
    return [("d", factors.depth), ("w", factors.width), ("r", factors.resolution)].map {
      "\($0) \(NumberStyle.decimals(2).text($1))"
    }.joined(separator: ", ")
  }
}
