package import Architectures
import CostModel
import Networks

/// Networks drawn stage by stage, from the image below to the head above, as in Figure 2 of
/// arXiv:1905.11946: a bar's width stands for channels, its height for layers; the square for the
/// image's resolution.
package struct NetworkDrawing {
  /// One network of the drawing.
  package struct Column: Sendable {
    let title: String
    let subtitle: String
    let stages: [Stage]
    let resolution: Resolution

    /// A stage as a bar.
    struct Stage: Sendable {
      let channels: Int
      let layers: Int
      let label: String
      /// Its share of the network's multiply-adds.
      let share: Double
    }

    /// - Throws: what the network can't be built for, and counts beyond the range of `Int`.
    package init(_ architecture: Architecture, title: String, subtitle: String = "") throws {
      let network = try architecture.lowered()
      let figures = try NetworkBreakdown(of: network)
      let sum = Double(max(1, figures.total.cost.multiplyAdds))
      let layers =
        [architecture.stem.layers.count] + architecture.stages.map(\.repeats) + [1]
      let channels =
        [architecture.stem.channels] + architecture.stages.map(\.channels)
        + [architecture.head.channels ?? architecture.stages.last?.channels ?? 1]
      stages = zip(layers, channels).enumerated().map { index, size in
        let (count, width) = size
        let place = network.layers.indices.last { network.layers[$0].stage == index }
        let map = place.map { network.layers[$0].output }
        let stage =
          index < figures.stages.count ? Double(figures.stages[index].cost.multiplyAdds) : 0
        return Stage(
          channels: width, layers: count,
          label: "\(width) channels" + (count > 1 ? " ×\(count)" : "")
            + (map.map { ", \($0.height)×\($0.width)" } ?? ""), share: stage / sum)
      }
      resolution = architecture.resolution
      self.title = title
      self.subtitle = subtitle
    }
  }

  private static let columnWidth = 235.0
  private static let barWidth = 110.0
  private static let layerHeight = 7.0
  private static let gap = 5.0

  /// Draws networks side by side, all to one scale.
  ///
  /// - Parameters:
  ///   - columns: the networks, from left to right.
  ///   - title: title of the whole.
  ///   - notes: lines below.
  ///   - isAlone: whether the picture brings its style sheet.
  /// - Returns: an SVG document.
  package static func render(
    _ columns: [Column], title: String, notes: [String] = [], isAlone: Bool = true
  ) -> String {
    let width = max(480, Double(columns.count) * columnWidth + 2 * ChartHeading.margin)
    let heading = ChartHeading(
      title: title,
      subtitle: "Bars: channels across, layers up; darker: a larger share of the multiply-adds",
      notes: notes, width: width)
    var canvas = SVGCanvas()
    heading.draw(on: &canvas)
    let height = (columns.map(height(of:)).max() ?? 0) + 60
    let bottom = heading.height + 44 + height
    let most = columns.flatMap(\.stages).map { Double($0.channels).squareRoot() }.max() ?? 1
    let largest = columns.map { Double($0.resolution.height) }.max() ?? 1
    let share = columns.flatMap(\.stages).map(\.share).max() ?? 1
    for (place, column) in columns.enumerated() {
      let x = ChartHeading.margin + Double(place) * columnWidth
      draw(
        column, x: x, top: heading.height + 16, bottom: bottom,
        scales: (most, largest, max(share, 1e-9)), on: &canvas)
    }
    let end = heading.drawNotes(on: &canvas, below: bottom + 12)
    return SVGChart.document(
      canvas.body, title: title, description: columns.map(description(of:)).joined(separator: " "),
      width: width, height: end, isAlone: isAlone)
  }

  private static func height(of column: Column) -> Double {
    column.stages.reduce(0) { $0 + max(14, Double($1.layers) * layerHeight) + gap }
  }

  private static func description(of column: Column) -> String {
    "\(column.title): \(column.resolution) pixels, then "
      + column.stages.map(\.label).joined(separator: "; ") + "."
  }

  private static func draw(
    _ column: Column, x: Double, top: Double, bottom: Double,
    scales: (channels: Double, resolution: Double, share: Double), on canvas: inout SVGCanvas
  ) {
    canvas.text(column.title, at: PixelPoint(x: x, y: top), class: "panel", anchor: "start")
    canvas.text(column.subtitle, at: PixelPoint(x: x, y: top + 16), class: "note", anchor: "start")
    let middle = x + barWidth / 2
    let side = 12 + 34 * Double(column.resolution.height) / scales.resolution
    var y = bottom - side
    rect(x: middle - side / 2, y: y, width: side, height: side, class: "image", on: &canvas)
    canvas.text(
      "\(column.resolution) pixels", at: PixelPoint(x: x + barWidth + 8, y: bottom - side / 2 + 4),
      class: "note", anchor: "start")
    for stage in column.stages {
      let height = max(14, Double(stage.layers) * layerHeight)
      let width = barWidth * Double(stage.channels).squareRoot() / scales.channels
      y -= height + gap
      let percent = NumberStyle.percent(decimals: 1).text(stage.share)
      rect(
        x: middle - width / 2, y: y, width: width, height: height, class: "stage",
        opacity: 0.2 + 0.8 * stage.share / scales.share,
        tooltip: "\(stage.label): \(percent) of the multiply-adds", on: &canvas)
      canvas.text(
        stage.label, at: PixelPoint(x: x + barWidth + 8, y: y + height / 2 + 4), class: "note",
        anchor: "start")
    }
  }

  private static func rect(
    x: Double, y: Double, width: Double, height: Double, class name: String, opacity: Double = 1,
    tooltip: String = "", on canvas: inout SVGCanvas
  ) {
    canvas.element(
      "rect",
      [
        "class": name, "x": SVGText.number(x), "y": SVGText.number(y),
        "width": SVGText.number(width), "height": SVGText.number(height),
        "fill-opacity": SVGText.number(opacity),
      ], tooltip: tooltip)
  }
}
