/// SVG elements, written one after the other.
struct SVGCanvas {
  private var markup = Markup()

  var body: String { markup.text }

  mutating func open(_ name: String, _ attributes: KeyValuePairs<String, String>) {
    markup.open(name, attributes)
  }

  mutating func close(_ name: String) {
    markup.close(name)
  }

  mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String>, tooltip: String = ""
  ) {
    if tooltip.isEmpty {
      markup.empty(name, attributes)
    } else {
      markup.open(name, attributes)
      markup.element("title", tooltip)
      markup.close(name)
    }
  }

  /// A line of text; `anchor` is "start", "middle" or "end".
  mutating func text(_ text: String, at point: PixelPoint, class name: String, anchor: String) {
    markup.element(
      "text",
      [
        "class": name, "x": SVGText.number(point.x), "y": SVGText.number(point.y),
        "text-anchor": anchor,
      ], text)
  }

  mutating func line(from start: PixelPoint, to end: PixelPoint, class name: String) {
    element(
      "line",
      [
        "class": name, "x1": SVGText.number(start.x), "y1": SVGText.number(start.y),
        "x2": SVGText.number(end.x), "y2": SVGText.number(end.y),
      ])
  }

  mutating func path(_ data: String, class name: String, tooltip: String = "") {
    if !data.isEmpty { element("path", ["class": name, "d": data], tooltip: tooltip) }
  }

  /// Path data through `points`.
  static func pathData(_ points: [PixelPoint], isClosed: Bool = false) -> String {
    if points.isEmpty { return "" }
    let places = points.map { SVGText.number($0.x) + " " + SVGText.number($0.y) }
    return "M" + places.joined(separator: "L") + (isClosed ? "Z" : "")
  }
}
