import ArchitectureSearch
import Architectures
import CostModel
import Foundation
import ModelZoo
import Testing

@testable import Reporting

/// Texts of charts fit whatever font the reader has.
@Suite struct ChartTextTests {
  /// Widths in thousandths of the size that fontTools reads out of the fonts' files: DejaVu Sans 2.37
  /// and Liberation Sans 2.1.
  @Test(arguments: [
    ("Horizontal axis", false, 7427.2, 6558.1),
    ("ImageNet top-1 accuracy (%)", false, 14718.8, 13004.9),
    ("α 1.2, β 1.1, γ 1.15", false, 9521.5, 8324.7), ("Łódź, Привет", false, 6793.0, 6103.0),
    ("φ₂ ≤ 3 … ± 0.5 × 10⁻³ − x·y", false, 14202.1, 11527.3),
    ("WWW iiii lll", false, 5546.9, 4942.4), ("Horizontal axis", true, 8442.4, 7112.8),
    ("ImageNet top-1 accuracy (%)", true, 16413.1, 13670.9),
    ("α 1.2, β 1.1, γ 1.15", true, 10594.7, 8452.6), ("WWW iiii lll", true, 6404.8, 5332.0),
  ])
  func textHasTheRoomOfTheWidestFont(
    text: String, isBold: Bool, dejaVu: Double, liberation: Double
  ) {
    let width = SVGText.width(text, size: 1000, isBold: isBold)
    #expect(width >= max(dejaVu, liberation))
    #expect(width <= 1.03 * max(dejaVu, liberation), "no more than the rounding and single letters")
  }

  @Test func linesAreBrokenWhereTheyMust() {
    let lines = SVGText.wrap("one two three four", width: 60, size: 12)
    #expect(lines.joined(separator: " ") == "one two three four" && lines.count > 1)
    let path = String(repeating: "a-long-folder/", count: 12)
    let pieces = SVGText.wrap("in \(path)", width: 100, size: 12)
    #expect(pieces.joined().hasSuffix(path))
    for piece in pieces + lines { #expect(SVGText.width(piece, size: 12) <= 100) }
  }

  @Test(arguments: PublishedFigure.allCases)
  func textsOfFiguresFit(_ figure: PublishedFigure) throws {
    try expectTextsFit(in: FigureCharts.render(figure))
  }

  @Test(arguments: [(PublishedFigure.figure1, 19_200_000), (.figure5, 4_160_000_000)])
  func textsOfOwnNetworksFit(figure: PublishedFigure, cost: Int) throws {
    let own = (0..<3).map { number in
      FigureCharts.OwnNetwork(
        name: "a-network-with-a-long-name-\(number)",
        cost: Cost(parameters: cost, multiplyAdds: cost, activations: 0),
        accuracy: PublishedAccuracy(top1: 80 + Double(number), source: "a paper of ours"))
    }
    try expectTextsFit(in: FigureCharts.render(figure, with: own))
  }

  @Test(arguments: ["efficientnet-b0", "mobilenet-v2", "resnet-50"], [1.0, 3])
  func textsOfScaledNetworksFit(model: String, phi: Double) throws {
    let baseline = try #require(try ModelZoo.model(named: model).architecture)
    try expectTextsFit(in: ScalingDrawing.render(baseline, phi: phi))
    let column = try NetworkDrawing.Column(
      baseline, title: "a network with a long title", subtitle: "and a longer subtitle below it")
    try expectTextsFit(in: NetworkDrawing.render([column, column], title: model))
  }

  /// Long names everywhere, at widths from a telephone's to a poster's.
  @Test(arguments: [240.0, 375, 720, 1400])
  func longTextsFit(width: Double) throws {
    let long = "Accuracy of everything that was trained for as long as there was time (thousands)"
    let series = ["one", "the second of all series", long].enumerated().map { number, name in
      ChartSeries(
        name: name,
        points: (1...3).map {
          ChartPoint(Double($0), Double($0 + number), label: $0 == 2 ? "α 1.2, β 1.1" : "")
        })
    }
    let chart = Chart(
      title: long, subtitle: long, x: ChartAxis(long), y: ChartAxis(long), series: series,
      notes: [long])
    try expectTextsFit(in: SVGChart.render(chart, width: width))
    try expectTextsFit(
      in: SVGChart.render(
        panels: [chart, chart, chart], title: long, columns: 2, panelWidth: width,
        sharesLegend: true))
  }

  /// A study's front among many trials, with long labels and lines of equal reward.
  @Test(arguments: [3, 20]) func textsOfFrontsFit(count: Int) throws {
    let trials = (0..<300).map { (number: Int) -> TradeOffPoint in
      let (cost, score) = (Double(1 + number % 40), Double(number * 7 % 23))
      return TradeOffPoint(cost: 1e8 * cost, score: 0.3 + 0.01 * score)
    }
    let front = (0..<count).map { (number: Int) -> TradeOffPoint in
      let place = Double(number)
      return TradeOffPoint(
        cost: 1e8 * (1 + place), score: 0.55 + 0.01 * place, uncertainty: 0.01,
        label: number.isMultiple(of: 2) ? "\(number)" : "\(number): α 1.2, β 1.1, γ 1.15")
    }
    let chart = Chart.paretoFront(
      title: "front", cost: .multiplyAdds, trials: trials, front: front,
      undecided: [TradeOffPoint(cost: 2.5e8, score: 0.56, uncertainty: 0.01, label: "77")],
      references: [
        (
          name: "confirmed: trained again (20 epochs, 4 fresh seeds)",
          points: [TradeOffPoint(cost: 3e8, score: 0.5, uncertainty: 0.02, label: "2 again")]
        )
      ], reward: try Reward(.soft, target: 4e8))
    #expect(!chart.contours.isEmpty)
    let svg = SVGChart.render(chart)
    try expectTextsFit(in: svg, besideCrowd: false)
    let labels = try SVGPicture(svg).all("text", "label").map(\.text)
    #expect(labels.contains("77") && labels.contains("2 again"))
  }

  /// Every text inside the picture, beside the others and beside markers.
  private func expectTextsFit(
    in svg: String, besideCrowd: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let picture = try SVGPicture(svg)
    let paper = PixelRect(
      x: 0, y: 0, width: picture.elements[0].number("width"),
      height: picture.elements[0].number("height"))
    let texts = SVGTextFrame.all(in: picture)
    #expect(!texts.isEmpty, sourceLocation: sourceLocation)
    for (number, text) in texts.enumerated() {
      #expect(
        paper.contains(text.frame), "'\(text.text)' leaves the picture",
        sourceLocation: sourceLocation)
      for other in texts.prefix(number) {
        #expect(
          other.frame.insetBy(other.kind == text.kind ? -1 : 0).overlap(text.frame) == 0,
          "'\(text.text)' covers '\(other.text)'",
          sourceLocation: sourceLocation)
      }
    }
    let markers = picture.elements.filter {
      $0.kind.hasPrefix("marker") && (besideCrowd || $0.kind != "marker crowd")
    }.flatMap(\.markerFrames)
    for text in texts {
      #expect(
        !markers.contains { $0.overlap(text.frame) > 0 }, "'\(text.text)' covers a marker",
        sourceLocation: sourceLocation)
    }
  }
}

extension SVGPicture.Element {
  /// The boxes of the markers in this path: about a circle's ends, or about a polygon's corners.
  fileprivate var markerFrames: [PixelRect] {
    (attributes["d"] ?? "").split(separator: "M").map { part in
      let numbers = part.split { !"0123456789.-".contains($0) }.compactMap { Double($0) }
      if part.contains("A") {
        // A circle is x y A r r 0 1 1 x y A …
        let radius = numbers[2]
        return PixelRect(
          x: numbers[0], y: numbers[1] - radius, width: 2 * radius, height: 2 * radius)
      }
      let xs = stride(from: 0, to: numbers.count - 1, by: 2).map { numbers[$0] }
      let ys = stride(from: 1, to: numbers.count, by: 2).map { numbers[$0] }
      let (x, y) = (xs.min() ?? 0, ys.min() ?? 0)
      return PixelRect(
        x: x, y: y, width: (xs.max() ?? x) - x, height: (ys.max() ?? y) - y)
    }
  }
}
