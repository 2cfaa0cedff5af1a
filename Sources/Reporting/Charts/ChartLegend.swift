/// The names of the series with their marks, in as many lines as they need.
struct ChartLegend {
  private struct Entry {
    let series: ChartSeries
    let look: SeriesLook
    let place: PixelPoint
  }

  private let entries: [Entry]
  private let lines: Int

  init(_ series: [ChartSeries], width: Double) {
    var entries: [Entry] = []
    var place = PixelPoint(x: 0, y: 0)
    for (series, look) in zip(series, SeriesLook.looks(of: series)) where !series.name.isEmpty {
      let needed = Self.sampleWidth + SVGText.width(series.name, size: 12) + Self.gap
      if place.x > 0, place.x + needed - Self.gap > width {
        place = PixelPoint(x: 0, y: place.y + Self.lineHeight)
      }
      entries.append(Entry(series: series, look: look, place: place))
      place.x += needed
    }
    self.entries = entries
    lines = entries.isEmpty ? 0 : Int(place.y / Self.lineHeight) + 1
  }

  private static let lineHeight = 18.0
  private static let sampleWidth = 30.0
  private static let gap = 18.0

  var height: Double { lines == 0 ? 0 : Double(lines) * Self.lineHeight + 6 }

  func draw(on canvas: inout SVGCanvas, at corner: PixelPoint) {
    for entry in entries {
      let x = corner.x + entry.place.x
      let y = corner.y + entry.place.y + Self.lineHeight / 2
      let middle = PixelPoint(x: x + 12, y: y)
      if entry.series.intervals == .band {
        canvas.path(
          SVGCanvas.pathData(
            [
              PixelPoint(x: x, y: y - 5), PixelPoint(x: x + 24, y: y - 5),
              PixelPoint(x: x + 24, y: y + 5), PixelPoint(x: x, y: y + 5),
            ], isClosed: true), class: "band \(entry.look.name)")
      }
      if entry.series.line != .none {
        canvas.path(
          SVGCanvas.pathData([PixelPoint(x: x, y: y), PixelPoint(x: x + 24, y: y)]),
          class: entry.look.lineClass)
      }
      if entry.series.hasMarkers {
        canvas.path(
          ChartStyle.marker(entry.look.index, at: middle, radius: entry.look.radius),
          class: "marker \(entry.look.name)")
      }
      canvas.text(
        entry.series.name, at: PixelPoint(x: x + Self.sampleWidth, y: y + 4), class: "legend",
        anchor: "start")
    }
  }
}
