/// Axes, legend and data of one chart inside a frame.
struct ChartPanel {
  private let chart: Chart
  private let area: PlotArea
  private let legend: ChartLegend
  private let frame: PixelRect
  private let hasTitle: Bool
  private let xTicks: [ChartTick]
  private let yTicks: [ChartTick]

  /// - Parameters:
  ///   - chart: what to draw.
  ///   - frame: the room for it.
  ///   - hasTitle: whether the chart's title is drawn above it, for panels of a larger picture.
  init(_ chart: Chart, frame: PixelRect, hasTitle: Bool = false) {
    self.chart = chart
    self.frame = frame
    self.hasTitle = hasTitle
    legend = ChartLegend(chart.series, width: frame.width - 2 * ChartHeading.margin)
    let top = (hasTitle ? 22 : 0) + legend.height + Self.axisLabelHeight + 8
    let height = max(60, frame.height - top - Self.footHeight)
    let domains = PlotArea.domains(of: chart)
    yTicks = ChartTicks.ticks(chart.y, over: domains.y, count: max(3, Int(height / 38)))
    let margin =
      ChartHeading.margin + 8
      + (yTicks.map { SVGText.width($0.label, size: 12) }.max() ?? 0)
    let width = max(80, frame.width - margin - Self.rightMargin)
    xTicks = ChartTicks.ticks(chart.x, over: domains.x, count: max(3, Int(width / 62)))
    area = PlotArea(
      chart, frame: PixelRect(x: frame.x + margin, y: frame.y + top, width: width, height: height))
  }

  private static let axisLabelHeight = 20.0
  private static let footHeight = 52.0
  private static let rightMargin = 22.0

  func draw(on canvas: inout SVGCanvas) {
    let left = frame.x + ChartHeading.margin
    var y = frame.y
    if hasTitle {
      y += 22
      canvas.text(
        chart.title, at: PixelPoint(x: left, y: y - 6), class: "panel", anchor: "start")
    }
    legend.draw(on: &canvas, at: PixelPoint(x: left, y: y))
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
    canvas.text(
      chart.y.label, at: PixelPoint(x: frame.x + ChartHeading.margin, y: plot.y - 10),
      class: "axis-label", anchor: "start")
    canvas.text(
      chart.x.label, at: PixelPoint(x: plot.x + plot.width / 2, y: plot.bottom + 38),
      class: "axis-label", anchor: "middle")
  }
}
