@testable import Reporting

/// Where a text of a picture stands, in the widest of the fonts it may be drawn in.
struct SVGTextFrame {
  let text: String
  let kind: String
  let frame: PixelRect

  /// Sizes and weights that the style sheet gives to classes.
  private static let sizes: [String: Double] = [
    "title": 16, "panel": 13, "label": 11.5, "note": 11, "contour-label": 10.5,
  ]

  init(_ element: SVGPicture.Element) {
    (text, kind) = (element.text, element.kind)
    let size = Self.sizes[kind] ?? 12
    let width = SVGText.width(text, size: size, isBold: ["title", "panel"].contains(kind))
    let shifts: [String: Double] = ["end": 1, "middle": 0.5]
    let shift = shifts[element.attributes["text-anchor"] ?? ""] ?? 0
    // From the height of capitals to the depth of a g, in all three fonts.
    frame = PixelRect(
      x: element.number("x") - shift * width, y: element.number("y") - 0.73 * size, width: width,
      height: 0.94 * size)
  }

  static func all(in picture: SVGPicture) -> [SVGTextFrame] {
    picture.elements.filter { $0.name == "text" }.map(SVGTextFrame.init)
  }
}
