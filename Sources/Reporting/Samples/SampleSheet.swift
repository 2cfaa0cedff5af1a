import Foundation
import TrainingData

/// Sample images of each class, before and after augmentation: what a network sees.
package struct SampleSheet {
  /// One image, twice.
  package struct Sample {
    /// Its number, and its file where it has one.
    package let name: String
    package let before, after: RGBImage

    /// - Parameters:
    ///   - name: its number, and its file where it has one.
    ///   - before: at the network's resolution.
    ///   - after: as it is trained on, of the same size.
    package init(name: String, before: RGBImage, after: RGBImage) {
      (self.name, self.before, self.after) = (name, before, after)
    }
  }

  /// The samples of one class.
  package struct ClassSamples {
    package let className: String
    package let samples: [Sample]

    package init(className: String, samples: [Sample]) {
      (self.className, self.samples) = (className, samples)
    }
  }

  let classes: [ClassSamples]
  private let data: String
  private let notes: [String]

  /// - Parameters:
  ///   - classes: classes with samples, in the order of their labels.
  ///   - data: what the images are of.
  ///   - notes: what was done to them, a line each.
  package init(_ classes: [ClassSamples], data: String, notes: [String]) {
    (self.classes, self.data, self.notes) = (classes, data, notes)
  }

  /// The greatest number of samples of a class.
  var columns: Int { max(1, classes.map(\.samples.count).max() ?? 1) }

  // MARK: - Drawing

  private static let picture = 80.0
  private static let gap = 6.0
  /// Between images before and after.
  private static let middle = 24.0

  private var group: Double { Double(columns) * (Self.picture + Self.gap) - Self.gap }

  /// All of it as a picture, the images within: classes from top to bottom, images before augmentation
  /// on the left and after it on the right.
  package var svg: String {
    let width = max(320, 2 * ChartHeading.margin + 2 * group + Self.middle)
    let title = "What a network sees of \(data)"
    let heading = ChartHeading(
      title: title, subtitle: "Training images, before and after augmentation", notes: notes,
      width: width)
    var canvas = SVGCanvas()
    heading.draw(on: &canvas)
    var y = heading.height + 16
    for (side, text) in ["before", "after"].enumerated() {
      canvas.text(
        text, at: PixelPoint(x: left(0, side: side), y: y), class: "panel", anchor: "start")
    }
    for member in classes {
      y = draw(member, below: y, room: width - 2 * ChartHeading.margin, on: &canvas)
    }
    let bottom = heading.drawNotes(on: &canvas, below: y + 6)
    return SVGChart.document(canvas.body, title: title, width: width, height: bottom)
  }

  private func left(_ column: Int, side: Int) -> Double {
    ChartHeading.margin + Double(side) * (group + Self.middle)
      + Double(column) * (Self.picture + Self.gap)
  }

  private func draw(
    _ member: ClassSamples, below y: Double, room: Double, on canvas: inout SVGCanvas
  ) -> Double {
    canvas.text(
      Self.cut(member.className, to: room),
      at: PixelPoint(x: ChartHeading.margin, y: y + 20), class: "label", anchor: "start")
    var bottom = y + 26
    for (column, sample) in member.samples.enumerated() {
      for (side, picture) in [sample.before, sample.after].enumerated() {
        let height = Self.picture * Double(picture.size.height) / Double(picture.size.width)
        canvas.element(
          "image",
          [
            "x": SVGText.number(left(column, side: side)), "y": SVGText.number(y + 26),
            "width": SVGText.number(Self.picture), "height": SVGText.number(height),
            "preserveAspectRatio": "none", "image-rendering": "pixelated",
            "href": "data:image/png;base64," + Data(picture.png).base64EncodedString(),
          ], tooltip: sample.name)
        bottom = max(bottom, y + 26 + height)
      }
    }
    return bottom
  }

  /// A name in one line: a class may be called anything.
  private static func cut(_ name: String, to room: Double) -> String {
    guard SVGText.width(name, size: 11.5) > room else { return name }
    var shown = name.prefix(200)
    while !shown.isEmpty, SVGText.width(shown + "…", size: 11.5) > room { shown = shown.dropLast() }
    return shown + "…"
  }
}
