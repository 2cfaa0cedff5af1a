import Foundation
import TrainingData

/// Images and what networks look at in them: a row an image, a column a network (the paper's Figure 7).
package struct ActivationMapSheet {
  /// What one network makes of one image.
  package struct Entry {
    package let model: String
    /// The class that the map speaks for.
    package let label: Int
    /// Its name.
    package let className: String
    package let probability: Double
    /// How the map was made, in a word.
    package let method: String
    /// Of which file it is the contents.
    package let file: String
    /// The image under the map.
    package let picture: RGBImage

    package init(
      model: String, label: Int, className: String, probability: Double, method: String,
      file: String, picture: RGBImage
    ) {
      self.model = model
      self.label = label
      self.className = className
      self.probability = probability
      self.method = method
      self.file = file
      self.picture = picture
    }
  }

  /// One image.
  package struct Row {
    package let image: Int
    /// The name of its own class; `nil` where that is not known.
    package let className: String?
    package let picture: RGBImage
    /// One per network, in the order of all rows.
    package var entries: [Entry] = []

    package init(image: Int, className: String?, picture: RGBImage) {
      self.image = image
      self.className = className
      self.picture = picture
    }
  }

  private let rows: [Row]
  private let data: String

  /// - Parameters:
  ///   - rows: the images.
  ///   - data: what the images are of.
  package init(_ rows: [Row], data: String) {
    self.rows = rows
    self.data = data
  }

  /// One row per image and network.
  package var table: Table {
    Table(
      caption: "What networks look at in images of \(data)",
      columns: [
        .integer("image", "Image") { $0.row.image },
        .text("imageClass", "Its class") { $0.row.className },
        .text("model", "Network") { $0.entry.model },
        .integer("label", "Label") { $0.entry.label },
        .text("class", "Class") { $0.entry.className },
        .number("probability", "Probability", .decimals(4)) { $0.entry.probability },
        .text("method", "Method") { $0.entry.method },
        .text("file", "Map") { $0.entry.file },
      ], rows: rows.flatMap { row in row.entries.map { (row: row, entry: $0) } })
  }

  // MARK: - Drawing

  private static let picture = 160.0
  private static let column = 176.0
  private static let line = 15.0

  /// All of it as a picture, the images within.
  package var svg: String {
    var canvas = SVGCanvas()
    let models = rows.first?.entries.map(\.model) ?? []
    let width = 2 * ChartHeading.margin + Double(models.count + 1) * Self.column
    let title = "What networks look at: class activation maps"
    let heading = ChartHeading(
      title: title, subtitle: "Images of \(data)",
      notes: [
        "Each map from the place that speaks least for the class to the one that speaks most; "
          + "percentages are the class's probability"
      ], width: width)
    heading.draw(on: &canvas)
    var y = heading.height + 6
    y = draw(lines(of: ["image"] + models), "panel", below: y, on: &canvas) + 4
    for row in rows { y = draw(row, below: y, on: &canvas) }
    drawScale(below: y, on: &canvas)
    let bottom = heading.drawNotes(on: &canvas, below: y + 34)
    return SVGChart.document(canvas.body, title: title, width: width, height: bottom)
  }

  private func lines(of texts: [String]) -> [[String]] {
    texts.map { SVGText.wrap($0, width: Self.picture, size: 13, isBold: true) }
  }

  private func left(_ column: Int) -> Double {
    ChartHeading.margin + Double(column) * Self.column
  }

  /// Draws lines of text in each column; returns where they end.
  private func draw(
    _ columns: [[String]], _ style: String, below y: Double, on canvas: inout SVGCanvas
  ) -> Double {
    for (column, lines) in columns.enumerated() {
      for (number, line) in lines.enumerated() {
        canvas.text(
          line, at: PixelPoint(x: left(column), y: y + Self.line * Double(number + 1)),
          class: style, anchor: "start")
      }
    }
    return y + Self.line * Double(columns.map(\.count).max() ?? 0)
  }

  private func draw(_ row: Row, below y: Double, on canvas: inout SVGCanvas) -> Double {
    let pictures = [row.picture] + row.entries.map(\.picture)
    var bottom = y
    for (column, picture) in pictures.enumerated() {
      let height = Self.picture * Double(picture.size.height) / Double(picture.size.width)
      canvas.element(
        "image",
        [
          "x": SVGText.number(left(column)), "y": SVGText.number(y),
          "width": SVGText.number(Self.picture), "height": SVGText.number(height),
          "preserveAspectRatio": "none",
          "href": "data:image/png;base64," + Data(picture.png).base64EncodedString(),
        ])
      bottom = max(bottom, y + height)
    }
    let texts =
      [["\(row.image): \(row.className ?? "class not known")"]]
      + row.entries.map {
        [$0.className, NumberStyle.percent(decimals: 1).text($0.probability)]
      }
    let lines = texts.map { texts in
      texts.flatMap { SVGText.wrap($0, width: Self.picture, size: 12) }
    }
    return draw(lines, "label", below: bottom + 1, on: &canvas) + 14
  }

  /// The colours from the least to the most.
  private func drawScale(below y: Double, on canvas: inout SVGCanvas) {
    canvas.open("linearGradient", ["id": "scale"])
    for step in 0...16 {
      let share = Double(step) / 16
      canvas.element(
        "stop",
        ["offset": SVGText.number(share), "stop-color": ColorScale.color(share).hex])
    }
    canvas.close("linearGradient")
    let x = left(0) + 34
    canvas.element(
      "rect",
      [
        "x": SVGText.number(x), "y": SVGText.number(y + 4), "width": "120", "height": "12",
        "fill": "url(#scale)",
      ])
    canvas.text("least", at: PixelPoint(x: x - 6, y: y + 14), class: "note", anchor: "end")
    canvas.text("most", at: PixelPoint(x: x + 126, y: y + 14), class: "note", anchor: "start")
  }
}
