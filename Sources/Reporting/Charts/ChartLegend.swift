/// The names of the series with their marks, in as many lines as they need.
struct ChartLegend {
  private struct Entry {
    let series: ChartSeries
    let look: SeriesLook
    let lines: [String]
    let place: PixelPoint
  }

  private let entries: [Entry]
  /// Pixels that it takes, 0 for none.
  let height: Double

  init(_ series: [ChartSeries], width: Double) {
    var entries: [Entry] = []
    var place = PixelPoint(x: 0, y: 0)
    var rowLines = 1
    for (series, look) in zip(series, SeriesLook.looks(of: series)) where !series.name.isEmpty {
      let lines = SVGText.wrap(
        series.name, width: width - Self.sampleWidth, size: Self.textSize)
      let textWidth = lines.map { SVGText.width($0, size: Self.textSize) }.max() ?? 0
      let needed = Self.sampleWidth + textWidth
      if place.x > 0, place.x + needed > width {
        place = PixelPoint(x: 0, y: place.y + Self.height(lines: rowLines))
        rowLines = 1
      }
      entries.append(Entry(series: series, look: look, lines: lines, place: place))
      rowLines = max(rowLines, lines.count)
      place.x += needed + Self.gap
    }
    self.entries = entries
    height = entries.isEmpty ? 0 : place.y + Self.height(lines: rowLines) + 6
  }

  private static let textSize = 12.0
  private static let rowHeight = 18.0
  private static let lineHeight = 15.0
  private static let sampleWidth = 30.0
  private static let gap = 18.0

  private static func height(lines: Int) -> Double {
    rowHeight + lineHeight * Double(lines - 1)
  }

  func draw(on canvas: inout SVGCanvas, at corner: PixelPoint) {
    for entry in entries {
      let x = corner.x + entry.place.x
      let y = corner.y + entry.place.y + Self.rowHeight / 2
      drawSample(of: entry, at: PixelPoint(x: x, y: y), on: &canvas)
      for (number, line) in entry.lines.enumerated() {
        canvas.text(
          line,
          at: PixelPoint(x: x + Self.sampleWidth, y: y + 4 + Self.lineHeight * Double(number)),
          class: "legend", anchor: "start")
      }
    }
  }

  private func drawSample(of entry: Entry, at place: PixelPoint, on canvas: inout SVGCanvas) {
    let (x, y) = (place.x, place.y)
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
        ChartStyle.marker(
          entry.look.index, at: PixelPoint(x: x + 12, y: y), radius: entry.look.radius),
        class: "marker \(entry.look.name)")
    }
  }
}
