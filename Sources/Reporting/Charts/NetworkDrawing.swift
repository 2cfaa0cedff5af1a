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
      /// Channels and layers, where there is little room: `80 ×3`.
      let shortLabel: String
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
          shortLabel: "\(width)" + (count > 1 ? " ×\(count)" : ""),
          label: "\(width) channels" + (count > 1 ? " ×\(count)" : "")
            + (map.map { ", \($0.height)×\($0.width)" } ?? ""), share: stage / sum)
      }
      resolution = architecture.resolution
      self.title = title
      self.subtitle = subtitle
    }
  }

  private static let layerHeight = 7.0
  private static let gap = 5.0
  private static let noteSize = 11.0

  /// Draws networks side by side, all to one scale.
  ///
  /// - Parameters:
  ///   - columns: the networks, from left to right.
  ///   - title: title of the whole.
  ///   - notes: lines below.
  ///   - isCompact: whether stages are labelled by channels and layers alone, so that five networks
  ///     stand beside each other.
  ///   - isAlone: whether the picture brings its style sheet.
  /// - Returns: an SVG document.
  package static func render(
    _ columns: [Column], title: String, notes: [String] = [], isCompact: Bool = false,
    isAlone: Bool = true
  ) -> String {
    let layout = Layout(columns, isCompact: isCompact)
    let width = max(480, Double(columns.count) * layout.columnWidth + 2 * ChartHeading.margin)
    let heading = ChartHeading(
      title: title,
      subtitle: "Bars: channels across, layers up; darker: a larger share of the multiply-adds",
      notes: notes, width: width)
    var canvas = SVGCanvas()
    heading.draw(on: &canvas)
    let height = (columns.map(height(of:)).max() ?? 0) + 56
    let bottom = heading.height + layout.headHeight + height
    for (place, column) in columns.enumerated() {
      let x = ChartHeading.margin + Double(place) * layout.columnWidth
      draw(column, x: x, top: heading.height, bottom: bottom, layout, on: &canvas)
    }
    let end = heading.drawNotes(on: &canvas, below: bottom + 12)
    return SVGChart.document(
      canvas.body, title: title, description: columns.map(description(of:)).joined(separator: " "),
      width: width, height: end, isAlone: isAlone)
  }

  /// Scales and widths that all columns share.
  private struct Layout {
    let isCompact: Bool
    let barWidth: Double
    let columnWidth: Double
    /// The square root of the most channels.
    let channels: Double
    let resolution: Double
    let share: Double
    /// Pixels of titles and subtitles.
    let headHeight: Double

    init(_ columns: [Column], isCompact: Bool) {
      self.isCompact = isCompact
      barWidth = isCompact ? 74 : 110
      let stages = columns.flatMap(\.stages)
      let labels =
        stages.map { isCompact ? $0.shortLabel : $0.label }
        + columns.map { "\($0.resolution)" + (isCompact ? "" : " pixels") }
      let labelWidth = labels.map { SVGText.width($0, size: noteSize) }.max() ?? 0
      columnWidth = barWidth + 8 + labelWidth + 14
      channels = stages.map { Double($0.channels).squareRoot() }.max() ?? 1
      resolution = columns.map { Double($0.resolution.height) }.max() ?? 1
      share = max(stages.map(\.share).max() ?? 1, 1e-9)
      let width = columnWidth
      headHeight = 20 + (columns.map { Self.height(of: Self.head(of: $0, width)) }.max() ?? 0)
    }

    /// The lines above a column.
    func head(of column: Column) -> (title: [String], subtitle: [String]) {
      Self.head(of: column, columnWidth)
    }

    private static func head(
      of column: Column, _ width: Double
    ) -> (title: [String], subtitle: [String]) {
      (
        SVGText.wrap(column.title, width: width - 10, size: 13, isBold: true),
        SVGText.wrap(column.subtitle, width: width - 10, size: noteSize)
      )
    }

    private static func height(of head: (title: [String], subtitle: [String])) -> Double {
      16 * Double(head.title.count) + 14 * Double(head.subtitle.count)
    }
  }

  private static func height(of column: Column) -> Double {
    column.stages.reduce(0) { $0 + max(14, Double($1.layers) * layerHeight) + gap }
  }

  private static func description(of column: Column) -> String {
    "\(column.title): \(column.resolution) pixels, then "
      + column.stages.map(\.label).joined(separator: "; ") + "."
  }

  private static func draw(
    _ column: Column, x: Double, top: Double, bottom: Double, _ layout: Layout,
    on canvas: inout SVGCanvas
  ) {
    let head = layout.head(of: column)
    var y = top
    for line in head.title {
      y += 16
      canvas.text(line, at: PixelPoint(x: x, y: y), class: "panel", anchor: "start")
    }
    for line in head.subtitle {
      y += 14
      canvas.text(line, at: PixelPoint(x: x, y: y), class: "note", anchor: "start")
    }
    let middle = x + layout.barWidth / 2
    let side = 12 + 34 * Double(column.resolution.height) / layout.resolution
    y = bottom - side
    rect(x: middle - side / 2, y: y, width: side, height: side, class: "image", on: &canvas)
    let labelX = x + layout.barWidth + 8
    canvas.text(
      "\(column.resolution)" + (layout.isCompact ? "" : " pixels"),
      at: PixelPoint(x: labelX, y: bottom - side / 2 + 4), class: "note", anchor: "start")
    for stage in column.stages {
      let height = max(14, Double(stage.layers) * layerHeight)
      let width = layout.barWidth * Double(stage.channels).squareRoot() / layout.channels
      y -= height + gap
      let percent = NumberStyle.percent(decimals: 1).text(stage.share)
      rect(
        x: middle - width / 2, y: y, width: width, height: height, class: "stage",
        opacity: 0.2 + 0.8 * stage.share / layout.share,
        tooltip: "\(stage.label): \(percent) of the multiply-adds", on: &canvas)
      canvas.text(
        layout.isCompact ? stage.shortLabel : stage.label,
        at: PixelPoint(x: labelX, y: y + height / 2 + 4), class: "note", anchor: "start")
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
