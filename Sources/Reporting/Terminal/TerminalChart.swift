/// A line chart of text, for curves that are shown while they grow.
///
/// With Unicode each character holds 2 × 4 dots (Braille patterns), in ASCII one.
package struct TerminalChart: Sendable {
  private let title: String
  private let style: NumberStyle
  private let xLabel: String

  /// - Parameters:
  ///   - title: what the values are; printed above the axis.
  ///   - style: how the ends of the axis are written.
  ///   - xLabel: what is counted from left to right, such as "epoch".
  package init(title: String, style: NumberStyle = .significant(3), xLabel: String) {
    self.title = title
    self.style = style
    self.xLabel = xLabel
  }

  /// The chart of `values`, drawn over x = 1 … `values.count`; values that are not finite are gaps.
  ///
  /// - Parameters:
  ///   - values: one value per step.
  ///   - columns: width of the whole chart; at least 20 are used.
  ///   - rows: height of the plot without title and labels; at least 2 are used.
  ///   - usesUnicode: whether Braille and box-drawing characters may be used.
  /// - Returns: lines that each end with a line end; empty when no value is finite.
  package func text(_ values: [Double], columns: Int, rows: Int, usesUnicode: Bool) -> String {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return "" }
    let rows = max(2, rows)
    let labels = [style.text(high), style.text(low)]
    let margin = labels.map { DisplayWidth.of($0) }.max() ?? 0
    var canvas = DotCanvas(
      columns: max(1, max(20, columns) - margin - 2), rows: rows, usesUnicode: usesUnicode)
    canvas.draw(values, low: low, high: high)

    var output = DisplayWidth.sanitize(title) + "\n"
    for (row, line) in canvas.lines.enumerated() {
      let label = row == 0 ? labels[0] : row == rows - 1 ? labels[1] : ""
      let axis = usesUnicode ? (label.isEmpty ? "│" : "┤") : "|"
      output += DisplayWidth.pad(label, to: margin, .right) + " " + axis + line + "\n"
    }
    let foot = "\(xLabel) 1 … \(values.count)"
    return output + String(repeating: " ", count: margin + 2)
      + (usesUnicode ? foot : "\(xLabel) 1 to \(values.count)") + "\n"
  }
}

/// A grid of dots that is read out as characters.
private struct DotCanvas {
  private let columns: Int
  private let rows: Int
  private let usesUnicode: Bool
  /// Dots per character, across and down.
  private let density: (x: Int, y: Int)
  private var dots: [Bool]

  init(columns: Int, rows: Int, usesUnicode: Bool) {
    self.columns = columns
    self.rows = rows
    self.usesUnicode = usesUnicode
    density = usesUnicode ? (2, 4) : (1, 1)
    dots = Array(repeating: false, count: columns * density.x * rows * density.y)
  }

  private var width: Int { columns * density.x }
  private var height: Int { rows * density.y }

  /// Joins neighbouring values by straight lines; a single value is a dot.
  mutating func draw(_ values: [Double], low: Double, high: Double) {
    let range = high / 2 - low / 2
    let points = values.enumerated().map { index, value -> (x: Double, y: Double)? in
      guard value.isFinite else { return nil }
      let x = values.count > 1 ? Double(index) / Double(values.count - 1) : 0
      let y = range > 0 ? (value / 2 - low / 2) / range : 0.5
      return (x * Double(width - 1), (1 - y) * Double(height - 1))
    }
    var previous: (x: Double, y: Double)?
    for point in points {
      if let point {
        let start = previous ?? point
        let steps = max(1, Int(max(abs(point.x - start.x), abs(point.y - start.y)).rounded(.up)))
        for step in 0...steps {
          let share = Double(step) / Double(steps)
          mark(start.x + share * (point.x - start.x), start.y + share * (point.y - start.y))
        }
      }
      previous = point
    }
  }

  private mutating func mark(_ x: Double, _ y: Double) {
    dots[Int(y.rounded()) * width + Int(x.rounded())] = true
  }

  /// Bit of each dot of a Braille pattern, row by row (Unicode Standard, chapter 21.1).
  private static let brailleBits: [UInt32] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]

  var lines: [String] {
    (0..<rows).map { row in
      var line = String.UnicodeScalarView()
      for column in 0..<columns { line.append(character(column, row)) }
      while line.last == " " { line.removeLast() }
      return String(line)
    }
  }

  private func character(_ column: Int, _ row: Int) -> Unicode.Scalar {
    var bits: UInt32 = 0
    for y in 0..<density.y {
      for x in 0..<density.x where dots[(row * density.y + y) * width + column * density.x + x] {
        bits |= Self.brailleBits[y * 2 + x]
      }
    }
    if bits == 0 { return " " }
    return usesUnicode ? Unicode.Scalar(0x2800 + bits) ?? "*" : "*"
  }
}
