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
