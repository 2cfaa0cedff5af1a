/// Points that belong together, with the look they share.
package struct ChartSeries: Hashable, Sendable {
  /// Name in the legend; without one the series is not listed there.
  package var name: String
  package var points: [ChartPoint]
  /// How neighbouring points are joined.
  package var line: Line
  package var hasMarkers: Bool
  /// How the points' intervals are shown.
  package var intervals: Intervals
  package var role: Role

  package enum Intervals: Hashable, Sendable {
    case errorBars
    /// A shaded area from each point's interval to the next.
    case band
  }

  package enum Line: Hashable, Sendable {
    case none
    case straight
    /// A value holds until the next point: best-so-far curves, Pareto fronts.
    case steps
  }

  package enum Role: Hashable, Sendable {
    /// A colour, marker and dash of its own, in the order of the series.
    case ordinary
    /// Drawn on top and heavier: what the chart is about.
    case highlighted
    /// Small and grey: the crowd that others stand out from.
    case background
  }

  package init(
    name: String, points: [ChartPoint], line: Line = .straight, hasMarkers: Bool = true,
    intervals: Intervals = .errorBars, role: Role = .ordinary
  ) {
    self.name = name
    self.points = points
    self.line = line
    self.hasMarkers = hasMarkers
    self.intervals = intervals
    self.role = role
  }
}
