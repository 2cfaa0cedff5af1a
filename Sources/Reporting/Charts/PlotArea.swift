import Foundation

/// The rectangle in which data are drawn, and the way from values to pixels.
struct PlotArea {
  let frame: PixelRect
  let xDomain: ClosedRange<Double>
  let yDomain: ClosedRange<Double>
  private let xScale: ChartAxis.Scale
  private let yScale: ChartAxis.Scale

  init(_ chart: Chart, frame: PixelRect) {
    self.frame = frame
    (xDomain, yDomain) = Self.domains(of: chart)
    xScale = chart.x.scale
    yScale = chart.y.scale
  }

  /// Values at the ends of both axes.
  static func domains(of chart: Chart) -> (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    let points = chart.series.flatMap(\.points)
    let heights = points.flatMap { point in
      [point.y] + (point.interval.map { [$0.lowerBound, $0.upperBound] } ?? [])
    }
    return (chart.x.domain(fitting: points.map(\.x)), chart.y.domain(fitting: heights))
  }

  /// Where a value lies; `nil` for what no axis can show.
  ///
  /// On a logarithmic axis what is not positive lies far below its beginning.
  func place(_ x: Double, _ y: Double) -> PixelPoint? {
    guard x.isFinite, y.isFinite else { return nil }
    let across = Self.share(x, of: xDomain, xScale)
    let up = Self.share(y, of: yDomain, yScale)
    return PixelPoint(x: frame.x + across * frame.width, y: frame.bottom - up * frame.height)
  }

  /// Pixels from the left edge of the picture.
  func x(_ value: Double) -> Double {
    frame.x + Self.share(value, of: xDomain, xScale) * frame.width
  }

  /// Pixels from the upper edge of the picture.
  func y(_ value: Double) -> Double {
    frame.bottom - Self.share(value, of: yDomain, yScale) * frame.height
  }

  /// 0 at the beginning of the axis, 1 at its end; far values are cut off at ten times its length, so
  /// that no coordinate is beyond what renderers can take.
  private static func share(
    _ value: Double, of domain: ClosedRange<Double>, _ scale: ChartAxis.Scale
  ) -> Double {
    let share =
      switch scale {
      case .linear:
        (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
      case .logarithmic:
        // Differences of logarithms: the quotients may be beyond the range of numbers.
        value > 0
          ? (log(value) - log(domain.lowerBound))
            / (log(domain.upperBound) - log(domain.lowerBound)) : -10.0
      }
    return min(max(share, -10), 10)
  }
}

extension ChartSeries {
  /// The corners of the line through `points`: themselves, or the steps between them.
  func corners(_ points: [PixelPoint]) -> [PixelPoint] {
    switch line {
    case .none, .straight: points
    case .steps:
      points.indices.flatMap { index in
        index == 0
          ? [points[0]] : [PixelPoint(x: points[index].x, y: points[index - 1].y), points[index]]
      }
    }
  }
}
