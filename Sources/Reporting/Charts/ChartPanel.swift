/// Axes, legend and data of one chart inside a frame.
struct ChartPanel {
  private let chart: Chart
  private let area: PlotArea
  private let legend: ChartLegend
  private let frame: PixelRect
  private let title: [String]
  /// Where it ends, in pixels from the upper edge of the picture.
  let bottom: Double
  private let xTicks: [ChartTick]
  private let yTicks: [ChartTick]
  private let xLabel: [String]
  private let yLabel: [String]

  /// - Parameters:
  ///   - chart: what to draw.
  ///   - frame: the room for it; its foot moves down where texts need more.
  ///   - hasTitle: whether the chart's title is drawn above it, for panels of a larger picture.
  ///   - hasLegend: whether the names of its series stand above it.
  init(_ chart: Chart, frame: PixelRect, hasTitle: Bool = false, hasLegend: Bool = true) {
    self.chart = chart
    self.frame = frame
    let room = frame.width - 2 * ChartHeading.margin
    title = hasTitle ? SVGText.wrap(chart.title, width: room, size: 13, isBold: true) : []
    legend = ChartLegend(hasLegend ? chart.series : [], width: room)
    yLabel = SVGText.wrap(chart.y.label, width: room, size: Self.textSize)
    xLabel = SVGText.wrap(chart.x.label, width: room, size: Self.textSize)
    let top =
      Self.titleHeight(title) + legend.height + Self.lineHeight * Double(yLabel.count) + 13
    let foot = Self.footHeight + Self.lineHeight * Double(max(1, xLabel.count) - 1)
    let height = max(Self.leastHeight, frame.height - top - foot)
    let domains = PlotArea.domains(of: chart)
    yTicks = ChartTicks.ticks(chart.y, over: domains.y, count: max(3, Int(height / 38)))
    let margin = ChartHeading.margin + 8 + (yTicks.map(Self.width).max() ?? 0)
    let width = max(80, frame.width - margin - Self.rightMargin)
    area = PlotArea(
      chart, frame: PixelRect(x: frame.x + margin, y: frame.y + top, width: width, height: height))
    xTicks = Self.spacedTicks(of: chart.x, over: domains.x, in: area)
    bottom = area.frame.bottom + foot
  }

  /// As many ticks as have room for their labels.
  private static func spacedTicks(
    of axis: ChartAxis, over domain: ClosedRange<Double>, in area: PlotArea
  ) -> [ChartTick] {
    let most = max(3, Int(area.frame.width / 62))
    let choices = stride(from: most, through: 2, by: -1).lazy.map {
      ChartTicks.ticks(axis, over: domain, count: $0)
    }
    return choices.first { ticks in
      let labelled = ticks.filter { !$0.label.isEmpty }
      return zip(labelled, labelled.dropFirst()).allSatisfy { left, right in
        area.x(right.value) - area.x(left.value) > (width(left) + width(right)) / 2 + 6
      }
    } ?? ChartTicks.ticks(axis, over: domain, count: 2)
  }

  private static func width(_ tick: ChartTick) -> Double {
    SVGText.width(tick.label, size: textSize)
  }

  private static func titleHeight(_ lines: [String]) -> Double {
    lines.isEmpty ? 0 : 6 + 16 * Double(lines.count)
  }

  private static let textSize = 12.0
  private static let lineHeight = 15.0
  private static let footHeight = 52.0
  private static let rightMargin = 22.0
  private static let leastHeight = 60.0

  func draw(on canvas: inout SVGCanvas) {
    let left = frame.x + ChartHeading.margin
    for (number, line) in title.enumerated() {
      canvas.text(
        line, at: PixelPoint(x: left, y: frame.y + 16 * Double(number + 1)), class: "panel",
        anchor: "start")
    }
    legend.draw(
      on: &canvas, at: PixelPoint(x: left, y: frame.y + Self.titleHeight(title)))
    drawAxes(on: &canvas)

    let plot = area.frame
    let size = [plot.x, plot.y, plot.width, plot.height].map(SVGText.number)
    let data = ChartData(chart, area: area)
    // A nested picture cuts off what lies beyond the axes, without the ids that a clip path needs.
    canvas.open(
      "svg",
      [
        "x": size[0], "y": size[1], "width": size[2], "height": size[3],
        "viewBox": size.joined(separator: " "),
      ])
    data.drawLines(on: &canvas)
    canvas.close("svg")
    data.drawMarkers(on: &canvas)
    data.drawLabels(on: &canvas)
  }

  private func drawAxes(on canvas: inout SVGCanvas) {
    let plot = area.frame
    for tick in yTicks {
      let y = area.y(tick.value)
      if !tick.label.isEmpty {
        canvas.line(
          from: PixelPoint(x: plot.x, y: y), to: PixelPoint(x: plot.right, y: y), class: "grid")
        canvas.text(
          tick.label, at: PixelPoint(x: plot.x - 8, y: y + 4), class: "tick", anchor: "end")
      }
      let length = tick.label.isEmpty ? 3.0 : 5
      canvas.line(
        from: PixelPoint(x: plot.x - length, y: y), to: PixelPoint(x: plot.x, y: y), class: "axis")
    }
    for tick in xTicks {
      let x = area.x(tick.value)
      if !tick.label.isEmpty {
        canvas.line(
          from: PixelPoint(x: x, y: plot.y), to: PixelPoint(x: x, y: plot.bottom), class: "grid")
        canvas.text(
          tick.label, at: PixelPoint(x: x, y: plot.bottom + 18), class: "tick", anchor: "middle")
      }
      let length = tick.label.isEmpty ? 3.0 : 5
      canvas.line(
        from: PixelPoint(x: x, y: plot.bottom), to: PixelPoint(x: x, y: plot.bottom + length),
        class: "axis")
    }
    let corner = PixelPoint(x: plot.x, y: plot.bottom)
    canvas.line(from: PixelPoint(x: plot.x, y: plot.y), to: corner, class: "axis")
    canvas.line(from: corner, to: PixelPoint(x: plot.right, y: plot.bottom), class: "axis")
    drawAxisLabels(on: &canvas)
  }

  private func drawAxisLabels(on canvas: inout SVGCanvas) {
    let plot = area.frame
    for (number, line) in yLabel.reversed().enumerated() {
      canvas.text(
        line,
        at: PixelPoint(
          x: frame.x + ChartHeading.margin, y: plot.y - 10 - Self.lineHeight * Double(number)),
        class: "axis-label", anchor: "start")
    }
    for (number, line) in xLabel.enumerated() {
      // Below the middle of the axis, or as near as the frame allows.
      let half = SVGText.width(line, size: Self.textSize) / 2
      let last = frame.right - ChartHeading.margin - half
      let middle = max(frame.x + ChartHeading.margin + half, min(plot.x + plot.width / 2, last))
      canvas.text(
        line,
        at: PixelPoint(x: middle, y: plot.bottom + 38 + Self.lineHeight * Double(number)),
        class: "axis-label", anchor: "middle")
    }
  }
}
