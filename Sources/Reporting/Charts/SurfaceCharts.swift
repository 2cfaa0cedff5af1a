import Architectures
package import CoefficientSearch
import Foundation
import Statistics
import Studies

/// The charts of a search by response surface.
package enum SurfaceCharts {
  /// The triangle of shares, the effects, and predicted against measured, as far as there are any.
  package static func charts(_ report: SurfaceReport) -> [(name: String, chart: Chart)] {
    var charts = [("effects", effects(report))]
    if !report.answer.isMisfit { charts.insert(("surface", triangle(report)), at: 0) }
    if !report.checks.isEmpty { charts.append(("checks", checks(report))) }
    return charts
  }

  /// The ways to grow at equal cost: their shares of depth and of resolution; what is left is width.
  private static func triangle(_ report: SurfaceReport) -> Chart {
    let answer = report.answer
    func point(_ shares: [Double], _ label: String = "") -> ChartPoint {
      ChartPoint(shares[0], shares[2], label: label)
    }
    func label(_ name: String, _ shares: [Double]) -> String {
      let values = zip(["α", "β", "γ"], answer.coefficients(shares)).map { letter, value in
        "\(letter) \(NumberStyle.decimals(2).text(value))"
      }
      return "\(name): \(values.joined(separator: ", "))"
    }
    let rows = Dictionary(grouping: answer.region) { $0[0] }.sorted { $0.key < $1.key }
    // The region as a band: at each share of depth, what it spans of resolution.
    let band = rows.map { depth, shares -> ChartPoint in
      let values = shares.map { $0[2] }
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      return ChartPoint(depth, (low + high) / 2, interval: low...high)
    }
    var series = [
      ChartSeries(
        name: "can't be told from the best (95 %)", points: band, line: .none, hasMarkers: false,
        intervals: .band),
      ChartSeries(
        name: "", points: [[0.0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 1, 0]].map { point($0) },
        hasMarkers: false, role: .background),
    ]
    series.append(
      ChartSeries(
        name: "ways compared",
        points: answer.statements.map { point($0.way.shares, label($0.way.name, $0.way.shares)) },
        line: .none))
    series.append(
      ChartSeries(
        name: "the best by the fit",
        points: [point(answer.best.shares, label("best", answer.best.shares))], line: .none,
        role: .highlighted))
    let contours = contours(answer)
    return Chart(
      title: "Ways to grow \(report.definition.model) at equal cost",
      subtitle:
        "Shares of log₂ of the growth in multiply-adds; what depth and resolution leave is width"
        + (contours.isEmpty ? "" : "; dotted lines: points of accuracy behind the best"),
      x: ChartAxis("Share of depth (%)", unit: 0.01, range: -0.05...1.05),
      y: ChartAxis("Share of resolution (%)", unit: 0.01, range: -0.05...1.05), series: series,
      contours: contours)
  }

  /// Lines along which the fit is the same distance behind its best.
  private static func contours(_ answer: GrowthAnswer) -> [ChartContour] {
    let sum = log2(answer.growth)
    let best = answer.surface.value(at: answer.place(of: answer.best))
    func behind(_ depth: Double, _ resolution: Double) -> Double {
      let shares = [depth, 1 - depth - resolution, resolution]
      let value = answer.surface.value(at: shares.map { $0 * sum })
      return answer.response.score(best) - answer.response.score(value)
    }
    let worst = answer.statements.map(\.estimate).max() ?? 0
    guard worst > 0, answer.response.isShare else { return [] }
    let step = pow(10, (log10(worst / 2)).rounded(.down))
    let unit = [5, 2, 1].map { $0 * step }.first { worst / $0 >= 2 } ?? step
    return (1...3).flatMap { number -> [ChartContour] in
      let level = Double(number) * unit
      // Along each share of depth, where the fit crosses the level from above and from below.
      let ends = [true, false].map { isUpper in
        stride(from: 0.0, through: 1.0, by: 1.0 / 60).compactMap { depth -> ChartPoint? in
          crossing(behind, depth: depth, level: level, isUpper: isUpper)
        }
      }
      let label = "−\(NumberStyle.significant(2).text(level * 100))"
      return ends.filter { $0.count > 1 }.map { ChartContour(label: label, points: $0) }
    }
  }

  private static func crossing(
    _ behind: (Double, Double) -> Double, depth: Double, level: Double, isUpper: Bool
  ) -> ChartPoint? {
    let steps = Array(stride(from: 0.0, through: 1 - depth, by: 1.0 / 240))
    let ordered = isUpper ? steps.reversed() : steps
    for (near, far) in zip(ordered.dropFirst(), ordered)
    where behind(depth, far) > level && behind(depth, near) <= level {
      return ChartPoint(depth, (near + far) / 2)
    }
    return nil
  }

  /// What a doubling of cost is worth in each dimension, with its interval.
  private static func effects(_ report: SurfaceReport) -> Chart {
    let isShare = report.answer.response.isShare
    let points = report.answer.effects.enumerated().map { index, effect in
      ChartPoint(Double(index + 1), effect.value, interval: effect.interval)
    }
    return Chart(
      title: "What doubling the cost of \(report.definition.model)'s proxy is worth",
      subtitle: "In one dimension alone; bars: 95 %, all three at once",
      x: ChartAxis(
        "Dimension", range: 0.5...3.5, names: report.answer.effects.map(\.dimension.rawValue)),
      y: isShare ? ChartAxis("Gain in accuracy (points)", unit: 0.01) : ChartAxis("Gain"),
      series: [ChartSeries(name: "", points: points, line: .none, role: .highlighted)])
  }

  /// Predicted against measured: every training of the fit, and the checks with their intervals.
  private static func checks(_ report: SurfaceReport) -> Chart {
    let answer = report.answer
    let isShare = answer.response.isShare
    let fitted = answer.observations.map { observation in
      ChartPoint(answer.fitted(observation), observation.score)
    }
    let checked = report.checks.map { check in
      let (mean, error) = (check.measured.mean, check.measured.standardError)
      return ChartPoint(
        check.predicted, mean, interval: error.map { (mean - $0)...(mean + $0) },
        label: check.roles.first ?? "")
    }
    let values = (fitted + checked).map(\.x)
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    return Chart(
      title: "What the surface predicted, and what came",
      subtitle:
        "Checks: networks trained after the fit, under fresh seeds; bars: one standard error",
      x: ChartAxis("Predicted top-1 accuracy (%)", unit: isShare ? 0.01 : 1),
      y: ChartAxis("Measured top-1 accuracy (%)", unit: isShare ? 0.01 : 1),
      series: [
        ChartSeries(name: "trainings of the fit", points: fitted, line: .none, role: .background),
        ChartSeries(
          name: "as predicted", points: [ChartPoint(low, low), ChartPoint(high, high)],
          hasMarkers: false),
        ChartSeries(name: "checks", points: checked, line: .none, role: .highlighted),
      ])
  }
}
