import ArchitectureSearch
import CostModel
import Foundation
import ModelZoo
import Testing

@testable import Reporting

private func chart(
  _ points: [ChartPoint], x: ChartAxis, y: ChartAxis, name: String = "data"
) -> Chart {
  Chart(title: "Title", x: x, y: y, series: [ChartSeries(name: name, points: points)])
}

/// Where a value lies, told from the labelled ticks of an axis and nothing else.
private struct TickScale {
  let values: [Double]
  let pixels: [Double]
  let isLogarithmic: Bool

  init(_ picture: SVGPicture, isHorizontal: Bool, isLogarithmic: Bool, unit: Double) {
    let ticks = picture.all("text", "tick").filter {
      ($0.attributes["text-anchor"] == "middle") == isHorizontal
    }
    values = ticks.compactMap { Double($0.text.replacingOccurrences(of: "−", with: "-")) }
      .map { $0 * unit }
    // The text of a vertical axis stands 4 pixels below its tick.
    pixels = ticks.map { isHorizontal ? $0.number("x") : $0.number("y") - 4 }
    self.isLogarithmic = isLogarithmic
  }

  func pixel(_ value: Double) -> Double {
    let place = { (value: Double) in isLogarithmic ? log10(value) : value }
    let (first, last) = (place(values[0]), place(values[values.count - 1]))
    let share = (place(value) - first) / (last - first)
    return pixels[0] + share * (pixels[pixels.count - 1] - pixels[0])
  }
}

/// The middle of a marker: of the box about its corners or, for circles, about its ends.
private func middle(_ marker: SVGPicture.Element) -> (x: Double, y: Double) {
  let numbers = marker.pathNumbers
  // A circle is M x y A r r 0 1 1 x y A …
  return ((numbers[0] + numbers[7]) / 2, numbers[1])
}

@Suite struct ChartTests {
  @Test(arguments: [false, true], [1.0, 1e6])
  func pointsLieWhereTheTicksSay(isLogarithmic: Bool, unit: Double) throws {
    let values = [(1.0, 20.0), (2.5, 31), (7, 24), (40, 55), (90, 47)]
    let axis = ChartAxis("x", unit: unit, scale: isLogarithmic ? .logarithmic : .linear)
    let points = values.map { ChartPoint($0.0 * unit, $0.1 / 100) }
    let text = SVGChart.render(chart(points, x: axis, y: ChartAxis("y", unit: 0.01)))
    let picture = try SVGPicture(text)
    let x = TickScale(picture, isHorizontal: true, isLogarithmic: isLogarithmic, unit: unit)
    let y = TickScale(picture, isHorizontal: false, isLogarithmic: false, unit: 0.01)
    #expect(x.values.count >= 3 && y.values.count >= 3)
    // The legend's sample comes first.
    let markers = picture.all("path", "marker s0").dropFirst()
    #expect(markers.count == points.count)
    for (marker, point) in zip(markers, points) {
      let place = middle(marker)
      #expect(abs(place.x - x.pixel(point.x)) < 0.05)
      #expect(abs(place.y - y.pixel(point.y)) < 0.05)
    }
  }

  @Test func namesAreEscapedAndKept() throws {
    let hostile = #"a<b> & "c" 'd' ]]> é 中 \#u{1}"#
    var chart = chart(
      [ChartPoint(1, 1, label: hostile), ChartPoint(2, 3)], x: ChartAxis(hostile),
      y: ChartAxis(hostile), name: hostile)
    chart.title = hostile
    chart.subtitle = hostile
    chart.notes = [hostile]
    let picture = try SVGPicture(SVGChart.render(chart))
    let clean = hostile.replacingOccurrences(of: "\u{1}", with: "\u{FFFD}")
    for kind in ["title", "subtitle", "note", "legend", "label", "axis-label"] {
      #expect(
        picture.all("text", kind).map(\.text).joined(separator: " ").contains(clean), "\(kind)")
    }
  }

  @Test func strangeNumbersDrawNothingStrange() throws {
    let strange = [
      Double.nan, .infinity, -.infinity, 0, -1, 1e-300, 1e300, .greatestFiniteMagnitude, 5,
    ]
    var points: [ChartPoint] = []
    for x in strange {
      for y in strange {
        let interval: ClosedRange<Double>? = y.isNaN ? nil : min(y, 1)...max(y, 1)
        points.append(ChartPoint(x, y, interval: interval))
      }
    }
    for scale in [ChartAxis.Scale.linear, .logarithmic] {
      for data in [points, [], [ChartPoint(3, 3)], [ChartPoint(.nan, .nan)]] {
        let text = SVGChart.render(
          chart(data, x: ChartAxis("x", scale: scale), y: ChartAxis("y", scale: scale)))
        let picture = try SVGPicture(text)
        for element in picture.elements {
          for (name, value) in element.attributes where name != "class" {
            #expect(!value.contains("nan") && !value.contains("inf"), "\(name)=\(value)")
          }
        }
      }
    }
  }

  @Test func labelsCoverNeitherEachOtherNorTheEdge() throws {
    // A crowd on a small place: what finds no room is left out, the rest stays readable.
    let points = (0..<40).map { (index: Int) -> ChartPoint in
      let x = Double(index % 8) + 0.1 * Double(index / 8)
      let y = Double(index * 7 % 11)
      return ChartPoint(x, y, label: "network \(index)")
    }
    let picture = try SVGPicture(
      SVGChart.render(chart(points, x: ChartAxis("x"), y: ChartAxis("y")), width: 600, height: 400))
    let frames = picture.all("text", "label").map { label in
      PixelRect(
        x: label.number("x"), y: label.number("y") - 10,
        width: SVGText.width(label.text, size: 11.5), height: 12)
    }
    #expect(frames.count > 20)
    for (index, frame) in frames.enumerated() {
      #expect(frame.x >= 0 && frame.right <= 600 && frame.y >= 0 && frame.bottom <= 400)
      #expect(frames.prefix(index).allSatisfy { $0.overlap(frame) == 0 })
    }
  }

  @Test(arguments: PublishedFigure.allCases)
  func figuresShowEveryPublishedPoint(_ figure: PublishedFigure) throws {
    let text = FigureCharts.render(figure)
    let picture = try SVGPicture(text)
    let count = figure.series.reduce(0) { $0 + $1.points.count }
    let samples = picture.all("text", "legend").count
    let markers = picture.elements.filter { $0.name == "path" && $0.kind.hasPrefix("marker") }
    #expect(markers.count == count + samples)
    #expect(text == FigureCharts.render(figure), "the same bytes each time")
    for point in figure.series.flatMap(\.points) where !point.label.isEmpty {
      #expect(picture.all("text", "label").contains { $0.text == point.label }, "\(point.label)")
    }
  }

  /// In the unit of the figure's axis: at the cost and accuracy of B4, on B4's point.
  @Test(arguments: [(PublishedFigure.figure1, 19_200_000), (.figure5, 4_160_000_000)])
  func ownNetworksStandAmongThePapers(figure: PublishedFigure, cost: Int) throws {
    let own = FigureCharts.OwnNetwork(
      name: "mine & co", cost: Cost(parameters: cost, multiplyAdds: cost, activations: 0),
      accuracy: PublishedAccuracy(top1: 83, source: "my paper"))
    let picture = try SVGPicture(FigureCharts.render(figure, with: [own]))
    let plain = try SVGPicture(FigureCharts.render(figure))
    func markers(_ picture: SVGPicture) -> [SVGPicture.Element] {
      picture.elements.filter { $0.name == "path" && $0.kind.hasPrefix("marker") }
    }
    // One in the plot, one in the legend.
    #expect(markers(picture).count == markers(plain).count + 2)
    #expect(picture.all("text", "label").contains { $0.text == "mine & co" })
    #expect(picture.elements.contains { $0.text.contains("mine & co: my paper") })
  }

  @Test func contoursAreLinesOfEqualReward() throws {
    let shape = try Reward(.soft, target: 4e8)
    let trials = [(2e8, 0.6), (4e8, 0.7), (8e8, 0.75)].map {
      TradeOffPoint(cost: $0.0, score: $0.1)
    }
    let chart = Chart.paretoFront(
      title: "t", cost: .multiplyAdds, trials: trials, front: trials, reward: shape)
    #expect(chart.contours.count >= 3)
    for contour in chart.contours {
      let level = try #require(Double(contour.label))
      for point in contour.points {
        #expect(abs(point.y * pow(point.x / 4e8, -0.07) - level) < 1e-9)
      }
    }
  }
}
