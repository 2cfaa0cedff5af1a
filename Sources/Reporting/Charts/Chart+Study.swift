package import ArchitectureSearch
import Foundation

extension Chart {
  /// Accuracy against cost of all trials of a study, its Pareto front, and lines of equal reward.
  ///
  /// - Parameters:
  ///   - title: title of the chart.
  ///   - cost: the horizontal axis.
  ///   - trials: every finished trial.
  ///   - front: the trials that no other one beats in both and that are told apart, in any order.
  ///   - undecided: trials of the front that are not told from a cheaper one: no step leads to them.
  ///   - references: other networks or other trainings to compare with, by name of their group.
  ///   - reward: whose contours to draw.
  /// - Returns: the chart.
  package static func paretoFront(
    title: String, cost: ChartAxis, trials: [TradeOffPoint], front: [TradeOffPoint],
    undecided: [TradeOffPoint] = [],
    references: [(name: String, points: [TradeOffPoint])] = [], reward: Reward? = nil
  ) -> Chart {
    let sorted = front.sorted { ($0.cost, $0.score) < ($1.cost, $1.score) }
    var series = [
      ChartSeries(
        name: "trials", points: trials.map { ChartPoint($0.cost, $0.score) }, line: .none,
        role: .background),
      ChartSeries(
        name: "Pareto front", points: sorted.map(\.chartPoint), line: .steps, role: .highlighted),
    ]
    let apart = (name: "on the front, not told from a cheaper one", points: undecided)
    series += ([apart] + references).filter { !$0.points.isEmpty }.map { name, points in
      ChartSeries(name: name, points: points.map(\.chartPoint), line: .none)
    }
    var chart = Chart(title: title, x: cost, y: .accuracy, series: series)
    if let reward { chart.addContours(of: reward, through: trials + front) }
    return chart
  }

  /// Adds lines of equal reward at round values between the least and the greatest of `points`.
  private mutating func addContours(of reward: Reward, through points: [TradeOffPoint]) {
    let rewards = points.map { $0.score * reward(score: 1, cost: $0.cost) }.filter(\.isFinite)
    let domain = x.domain(fitting: series.flatMap(\.points).map(\.x))
    guard let low = rewards.min(), let high = rewards.max(), domain.lowerBound > 0 else { return }
    let margin = (high - low) / 5
    let levels = ChartTicks.linear((low - margin)...(high + margin), count: 8)
    contours = levels.filter { $0.value > 0 }.map { level in
      let line = (0...96).map { step in
        let share = Double(step) / 96
        let place = domain.lowerBound * pow(domain.upperBound / domain.lowerBound, share)
        return ChartPoint(place, level.value / reward(score: 1, cost: place))
      }
      return ChartContour(label: level.label, points: line)
    }
  }

  /// The best value found so far, trial by trial, over the values of the single trials.
  ///
  /// - Parameters:
  ///   - title: title of the chart.
  ///   - axis: what the values are.
  ///   - values: the number of a trial and its value, in order, greater is better; not finite for
  ///     trials without one.
  /// - Returns: the chart.
  package static func bestSoFar(
    title: String, axis: ChartAxis, values: [(trial: Int, value: Double)]
  ) -> Chart {
    let trials = values.filter(\.value.isFinite).map { ChartPoint(Double($0.trial), $0.value) }
    var steps: [ChartPoint] = []
    for point in trials where point.y > steps.last?.y ?? -.infinity {
      steps.append(point)
    }
    if let last = values.last, let best = steps.last {
      steps.append(ChartPoint(Double(last.trial), best.y))
    }
    return Chart(
      title: title, x: .trials, y: axis,
      series: [
        ChartSeries(name: "trials", points: trials, line: .none, role: .background),
        ChartSeries(
          name: "best so far", points: steps, line: .steps, hasMarkers: false, role: .highlighted),
      ])
  }

  /// A figure that grows from trial to trial.
  ///
  /// - Parameters:
  ///   - title: title of the chart.
  ///   - subtitle: what the figure is.
  ///   - axis: the figure.
  ///   - values: the number of a trial and the figure after it, in order.
  /// - Returns: the chart.
  package static func growth(
    title: String, subtitle: String, axis: ChartAxis, values: [(trial: Int, value: Double)]
  ) -> Chart {
    let points = values.map { ChartPoint(Double($0.trial), $0.value) }
    return Chart(
      title: title, subtitle: subtitle, x: .trials, y: axis,
      series: [
        ChartSeries(name: "", points: points, line: .steps, hasMarkers: false, role: .highlighted)
      ])
  }

  /// Curves with uncertainty, such as the regret of samplers or the hypervolume of studies over
  /// trials.
  ///
  /// - Parameters:
  ///   - title: title of the chart.
  ///   - subtitle: what the bands are.
  ///   - x: horizontal axis, usually trials.
  ///   - y: vertical axis.
  ///   - curves: name and points; intervals are drawn as bands.
  ///   - line: how points are joined.
  /// - Returns: the chart.
  package static func curves(
    title: String, subtitle: String, x: ChartAxis, y: ChartAxis,
    _ curves: [(name: String, points: [ChartPoint])], line: ChartSeries.Line = .straight
  ) -> Chart {
    Chart(
      title: title, subtitle: subtitle, x: x, y: y,
      series: curves.map { name, points in
        ChartSeries(name: name, points: points, line: line, hasMarkers: false, intervals: .band)
      })
  }
}

extension ChartAxis {
  /// Trials by the numbers that they have in every table of their study.
  package static let trials = ChartAxis("Trial, numbered as in the tables")

  /// Top-1 accuracy: fractions, labelled in percent.
  package static let accuracy = ChartAxis("Top-1 accuracy (%)", unit: 0.01)

  /// Multiply-adds, labelled in billions.
  package static let multiplyAdds = ChartAxis(
    "Multiply-adds (billions)", unit: 1e9, scale: .logarithmic)

  /// Parameters, labelled in millions.
  package static let parameters = ChartAxis(
    "Parameters (millions)", unit: 1e6, scale: .logarithmic)
}
