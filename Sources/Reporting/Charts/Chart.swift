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
