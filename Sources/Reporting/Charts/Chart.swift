/// A chart as a value: what is drawn, not how.
///
/// ``SVGChart`` turns it into a picture.
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

extension Chart {
  /// What the chart shows, for those who can't see it: its axes, and what stands in it.
  var description: String {
    let points = series.flatMap(\.points)
    let names = series.filter { !$0.name.isEmpty && !$0.points.isEmpty }.map { series in
      "\(series.name) (\(series.points.count == 1 ? "1 point" : "\(series.points.count) points"))"
    }
    return [
      subtitle.isEmpty ? "" : "\(subtitle).",
      "Horizontal axis: \(x.description(of: points.map(\.x))). "
        + "Vertical axis: \(y.description(of: points.map(\.y))).",
      names.isEmpty ? "" : "Shown: \(names.joined(separator: ", ")).",
    ].filter { !$0.isEmpty }.joined(separator: " ")
  }
}
