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
