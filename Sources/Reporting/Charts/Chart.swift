/// A chart as a value: what is drawn, not how. ``SVGChart`` turns it into a picture.
package struct Chart: Hashable, Sendable {
  package var title: String
  package var subtitle: String
  package var x: ChartAxis
  package var y: ChartAxis
  package var series: [ChartSeries]
  /// Lines of equal worth behind the data, such as equal reward.
  package var contours: [ChartContour]
  /// Sources and conventions, below the chart.
  package var notes: [String]

  package init(
    title: String, subtitle: String = "", x: ChartAxis, y: ChartAxis, series: [ChartSeries],
    contours: [ChartContour] = [], notes: [String] = []
  ) {
    self.title = title
    self.subtitle = subtitle
    self.x = x
    self.y = y
    self.series = series
    self.contours = contours
    self.notes = notes
  }
}

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

/// A place in a chart.
package struct ChartPoint: Hashable, Sendable {
  package var x: Double
  package var y: Double
  /// What the value may as well be, such as the mean plus and minus its standard error.
  package var interval: ClosedRange<Double>?
  /// Text beside the point; empty for none.
  package var label: String

  package init(_ x: Double, _ y: Double, interval: ClosedRange<Double>? = nil, label: String = "") {
    self.x = x
    self.y = y
    self.interval = interval
    self.label = label
  }
}

/// A thin line with a label on it.
package struct ChartContour: Hashable, Sendable {
  package var label: String
  /// Places along the line, by rising x.
  package var points: [ChartPoint]

  package init(label: String, points: [ChartPoint]) {
    self.label = label
    self.points = points
  }
}
