/// Draws charts as SVG pictures, alone or several beside each other.
///
/// The output is self-contained (no scripts, no fonts, no links) and the same bytes for the same
/// chart on every machine. Text stays text. On screens it follows the reader's choice of light or dark.
package enum SVGChart {
  /// One chart.
  ///
  /// - Parameters:
  ///   - chart: what to draw.
  ///   - width: width of the picture in pixels, at least 200.
  ///   - height: height of the picture in pixels, at least 150, without what long titles and notes add.
  ///   - isAlone: whether the picture brings its style sheet; a page with many has it once.
  /// - Returns: an SVG document without an XML declaration, so that HTML can hold it as it is.
  package static func render(
    _ chart: Chart, width: Double = 720, height: Double = 460, isAlone: Bool = true
  ) -> String {
    var canvas = SVGCanvas()
    let heading = ChartHeading(
      title: chart.title, subtitle: chart.subtitle, notes: chart.notes, width: max(200, width))
    let body = PixelRect(
      x: 0, y: heading.height, width: max(200, width), height: max(150, height - heading.height))
    heading.draw(on: &canvas)
    let panel = ChartPanel(chart, frame: body)
    panel.draw(on: &canvas)
    let bottom = heading.drawNotes(on: &canvas, below: panel.bottom)
    return document(
      canvas.body, title: chart.title, description: chart.description, width: max(200, width),
      height: bottom, isAlone: isAlone)
  }

  /// Several charts beside each other under one title, each with its own title above it.
  ///
  /// - Parameters:
  ///   - panels: charts, from left to right; their notes and subtitles are not drawn.
  ///   - title: title of the whole.
  ///   - subtitle: second line of the heading.
  ///   - notes: lines below.
  ///   - columns: panels in a row.
  ///   - panelWidth: width of a panel in pixels.
  ///   - panelHeight: height of a panel in pixels, without what long texts add.
  ///   - sharesLegend: whether the names of the first panel's series stand once, above all panels,
  ///     which then have the same ones.
  /// - Returns: an SVG document.
  package static func render(
    panels: [Chart], title: String, subtitle: String = "", notes: [String] = [], columns: Int,
    panelWidth: Double = 330, panelHeight: Double = 300, sharesLegend: Bool = false
  ) -> String {
    let columns = max(1, min(columns, panels.count))
    let width = max(200, Double(columns) * panelWidth)
    let heading = ChartHeading(title: title, subtitle: subtitle, notes: notes, width: width)
    var canvas = SVGCanvas()
    heading.draw(on: &canvas)
    let legend = ChartLegend(
      sharesLegend ? panels.first?.series ?? [] : [], width: width - 2 * ChartHeading.margin)
    legend.draw(on: &canvas, at: PixelPoint(x: ChartHeading.margin, y: heading.height))
    var bottom = heading.height + legend.height
    for row in stride(from: 0, to: panels.count, by: columns) {
      let top = bottom
      for (column, chart) in panels[row..<min(row + columns, panels.count)].enumerated() {
        let frame = PixelRect(
          x: Double(column) * panelWidth, y: top, width: panelWidth, height: panelHeight)
        let panel = ChartPanel(chart, frame: frame, hasTitle: true, hasLegend: !sharesLegend)
        panel.draw(on: &canvas)
        bottom = max(bottom, panel.bottom)
      }
    }
    bottom = heading.drawNotes(on: &canvas, below: bottom)
    return document(
      canvas.body, title: title,
      description: panels.map { "\($0.title): \($0.description)" }.joined(separator: " "),
      width: width, height: bottom)
  }

  /// A whole picture around the elements of `body`, under the charts' style sheet.
  static func document(
    _ body: String, title: String, description: String = "", width: Double, height: Double,
    isAlone: Bool = true
  ) -> String {
    let (width, height) = (SVGText.number(width), SVGText.number(height))
    let description =
      description.isEmpty ? "" : "\n<desc>\(Markup.escape(description))</desc>"
    let style = isAlone ? "\n<style>\n\(ChartStyle.sheet)</style>" : ""
    return """
      <svg xmlns="http://www.w3.org/2000/svg" class="cc" viewBox="0 0 \(width) \(height)" \
      width="\(width)" height="\(height)" role="img">
      <title>\(Markup.escape(title))</title>\(description)\(style)
      <rect class="paper" width="100%" height="100%"/>
      \(body)</svg>

      """
  }
}
