/// SVG elements, written one after the other.
struct SVGCanvas {
  private(set) var body = ""

  mutating func open(_ name: String, _ attributes: KeyValuePairs<String, String>) {
    body += "<\(name)\(Self.text(attributes))>\n"
  }

  mutating func close(_ name: String) {
    body += "</\(name)>\n"
  }

  mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String>, tooltip: String = ""
  ) {
    body += "<\(name)\(Self.text(attributes))"
    body += tooltip.isEmpty ? "/>\n" : "><title>\(SVGText.escape(tooltip))</title></\(name)>\n"
  }

  /// A line of text; `anchor` is "start", "middle" or "end".
  mutating func text(_ text: String, at point: PixelPoint, class name: String, anchor: String) {
    let attributes = Self.text([
      "class": name, "x": SVGText.number(point.x), "y": SVGText.number(point.y),
      "text-anchor": anchor,
    ])
    body += "<text\(attributes)>\(SVGText.escape(text))</text>\n"
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

  private static func text(_ attributes: KeyValuePairs<String, String>) -> String {
    attributes.map { " \($0)=\"\(SVGText.escape($1))\"" }.joined()
  }
}
