/// Colours, dashes and marker shapes.
///
/// Series differ in all three, so that they stay apart in greyscale and for colour-blind readers: the
/// colours are those of Okabe and Ito, "Color Universal Design" (2008), yellow left out as too faint on
/// white.
enum ChartStyle {
  /// How many series look different.
  static let count = 7

  /// Marker of a series around `point`, as path data.
  static func marker(_ style: Int, at point: PixelPoint, radius: Double) -> String {
    let (x, y) = (point.x, point.y)
    let polygon = { (corners: [(Double, Double)]) in
      SVGCanvas.pathData(
        corners.map { PixelPoint(x: x + $0 * radius, y: y + $1 * radius) }, isClosed: true)
    }
    // Sizes are chosen for equal area, not equal radius.
    return switch style % count {
    case 0: circle(point, radius)
    case 1: polygon([(-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)])
    case 2: polygon([(0, -1.3), (1.2, 0.85), (-1.2, 0.85)])
    case 3: polygon([(0, -1.28), (1.28, 0), (0, 1.28), (-1.28, 0)])
    case 4: polygon([(0, 1.3), (1.2, -0.85), (-1.2, -0.85)])
    case 5:
      polygon([
        (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4), (1.2, 0.4), (0.4, 0.4), (0.4, 1.2),
        (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4), (-1.2, -0.4), (-0.4, -0.4),
      ])
    default: polygon([(-0.66, -1.1), (0.66, -1.1), (1.2, 0), (0.66, 1.1), (-0.66, 1.1), (-1.2, 0)])
    }
  }

  /// A circle as path data.
  static func circle(_ point: PixelPoint, _ radius: Double) -> String {
    let r = SVGText.number(radius)
    let start = SVGText.number(point.x - radius) + " " + SVGText.number(point.y)
    let end = SVGText.number(point.x + radius) + " " + SVGText.number(point.y)
    return "M\(start)A\(r) \(r) 0 1 1 \(end)A\(r) \(r) 0 1 1 \(start)Z"
  }

  /// The style sheet of every chart; paper is always white, screens follow the reader's choice.
  static let sheet: String = {
    var sheet = """
      .cc text{font-family:"Helvetica Neue",Helvetica,Arial,"Liberation Sans",sans-serif;font-size:12px;fill:#333}
      .cc .title{font-size:16px;font-weight:600;fill:#111}
      .cc .subtitle,.cc .note{fill:#5a5a5a}
      .cc .note{font-size:11px}
      .cc .panel{font-size:13px;font-weight:600;fill:#111}
      .cc .axis-label{fill:#333}
      .cc .tick{font-variant-numeric:tabular-nums;fill:#4d4d4d}
      .cc .label{font-size:11.5px;fill:#222;paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}
      .cc .contour-label{font-size:10.5px;fill:#737373;paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}
      .cc .paper{fill:#fff}
      .cc .grid{stroke:#e3e3e3;stroke-width:1}
      .cc .axis{stroke:#4d4d4d;stroke-width:1}
      .cc .contour{fill:none;stroke:#9a9a9a;stroke-width:.9;stroke-dasharray:1.5 3;stroke-linecap:round}
      .cc .leader{stroke:#8a8a8a;stroke-width:.8}
      .cc .line{fill:none;stroke-width:1.8;stroke-linejoin:round}
      .cc .strong{stroke-width:2.6}
      .cc .error{fill:none;stroke-width:1.2}
      .cc .marker{stroke:#fff;stroke-width:.8}
      .cc .band{stroke:none;fill-opacity:.16}
      .cc .line.crowd,.cc .error.crowd{stroke:#a6a6a6;stroke-width:1}
      .cc .marker.crowd{fill:#a6a6a6;fill-opacity:.75;stroke:none}
      .cc .band.crowd{fill:#a6a6a6}
      .cc .stage{fill:#0072b2}
      .cc .image{fill:none;stroke:#4d4d4d;stroke-width:1.2}

      """
    sheet += colors(light)
    sheet += "@media screen and (prefers-color-scheme:dark){\n"
    sheet += """
      .cc text{fill:#d6d6d6}.cc .title,.cc .panel{fill:#f2f2f2}.cc .subtitle,.cc .note,.cc .tick{fill:#ababab}
      .cc .axis-label{fill:#d6d6d6}.cc .label{fill:#e6e6e6;stroke:#15171b}.cc .contour-label{fill:#9a9a9a;stroke:#15171b}
      .cc .paper{fill:#15171b}.cc .grid{stroke:#2c3036}.cc .axis{stroke:#8c8c8c}.cc .contour{stroke:#6e6e6e}
      .cc .marker{stroke:#15171b}.cc .stage{fill:#3d9fdc}.cc .image{stroke:#ababab}

      """
    return sheet + colors(dark) + "}\n"
  }()

  private static let light = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#1a1a1a",
  ]
  private static let dark = [
    "#3d9fdc", "#f07c33", "#1fbf91", "#de94be", "#f0b233", "#8ccbf0", "#e0e0e0",
  ]
  private static let dashes = ["", "7 3", "2 3", "9 3 2 3", "5 2", "3 2 3 5", "12 4"]

  private static func colors(_ colors: [String]) -> String {
    zip(colors, dashes).enumerated().map { index, look in
      let dash = look.1.isEmpty ? "" : ";stroke-dasharray:\(look.1)"
      return ".cc .line.s\(index){stroke:\(look.0)\(dash)}.cc .error.s\(index){stroke:\(look.0)}"
        + ".cc .marker.s\(index),.cc .band.s\(index){fill:\(look.0)}\n"
    }.joined()
  }
}
