/// Title and subtitle above, notes below the panels of a picture.
struct ChartHeading {
  private let titleLines: [String]
  private let subtitleLines: [String]
  private let noteLines: [String]

  init(title: String, subtitle: String, notes: [String], width: Double) {
    let room = width - 2 * Self.margin
    titleLines = SVGText.wrap(title, width: room, size: 16, isBold: true)
    subtitleLines = SVGText.wrap(subtitle, width: room, size: 12)
    noteLines = notes.flatMap { SVGText.wrap($0, width: room, size: 11) }
  }

  static let margin = 16.0

  /// Pixels above the panels.
  var height: Double {
    14 + 20 * Double(titleLines.count) + 16 * Double(subtitleLines.count)
      + (titleLines.isEmpty && subtitleLines.isEmpty ? 0 : 6)
  }

  func draw(on canvas: inout SVGCanvas) {
    var y = 10.0
    for line in titleLines {
      y += 20
      canvas.text(line, at: PixelPoint(x: Self.margin, y: y - 1), class: "title", anchor: "start")
    }
    for line in subtitleLines {
      y += 16
      canvas.text(line, at: PixelPoint(x: Self.margin, y: y), class: "subtitle", anchor: "start")
    }
  }

  /// Draws the notes below `y` and returns the height of the whole picture.
  func drawNotes(on canvas: inout SVGCanvas, below y: Double) -> Double {
    var y = y
    for line in noteLines {
      y += 14
      canvas.text(line, at: PixelPoint(x: Self.margin, y: y), class: "note", anchor: "start")
    }
    return noteLines.isEmpty ? y : y + 10
  }
}
