package import CostModel
package import ModelZoo

/// The paper's figures, from their published points.
package enum FigureCharts {
  /// A network that the paper does not have.
  package struct OwnNetwork: Hashable, Sendable {
    let name: String
    let cost: Cost
    let accuracy: PublishedAccuracy

    package init(name: String, cost: Cost, accuracy: PublishedAccuracy) {
      self.name = name
      self.cost = cost
      self.accuracy = accuracy
    }
  }

  /// The figure as a picture.
  ///
  /// - Parameters:
  ///   - figure: the figure.
  ///   - own: networks to put among those of figures that compare families; others have none.
  /// - Returns: the SVG.
  package static func render(_ figure: PublishedFigure, with own: [OwnNetwork] = []) -> String {
    let note = "\(figure.remark) Source: EfficientNet, arXiv:1905.11946v5, \(name(of: figure))."
    switch figure {
    case .figure3:
      return SVGChart.render(
        panels: panels(of: figure), title: figure.title,
        subtitle: "ImageNet top-1 accuracy as one dimension grows, the others fixed",
        notes: [note], columns: 3)
    case .figure6:
      return SVGChart.render(
        panels: transferPanels(of: figure), title: figure.title,
        subtitle: "Top-1 accuracy of networks trained on ImageNet, then on the data set",
        notes: [note], columns: 4, panelWidth: 250, panelHeight: 260, sharesLegend: true)
    case .figure1, .figure4, .figure5, .figure8:
      var chart = chart(of: figure)
      chart.notes = [note]
      if !own.isEmpty {
        chart.series.append(series(own, in: figure))
        chart.notes.append(
          "Own networks: cost computed; accuracy as stated: "
            + own.map { "\($0.name): \($0.accuracy.source ?? "no source is given")" }
            .joined(separator: "; ") + ".")
      }
      return SVGChart.render(chart)
    }
  }

  /// All series of the figure over common axes.
  package static func chart(of figure: PublishedFigure) -> Chart {
    Chart(
      title: figure.title, x: axis(figure), y: accuracy,
      series: figure.series.map { series in
        let isSubject = ["EfficientNet", "compound scaling"].contains(series.name)
        return ChartSeries(
          name: series.name, points: points(series, of: figure),
          line: series.isLine ? .straight : .none, role: isSubject ? .highlighted : .ordinary)
      })
  }

  private static func series(_ own: [OwnNetwork], in figure: PublishedFigure) -> ChartSeries {
    ChartSeries(
      name: "own networks",
      points: own.map { network in
        let cost =
          figure.cost == .parameters ? network.cost.parameters : network.cost.multiplyAdds
        return ChartPoint(Double(cost), network.accuracy.top1 / 100, label: network.name)
      }, line: .none, role: .highlighted)
  }

  /// One chart for each series, all with the same vertical axis.
  private static func panels(of figure: PublishedFigure) -> [Chart] {
    let heights = figure.series.flatMap(\.points).map { $0.top1 / 100 }
    let range = ((heights.min() ?? 0) - 0.005)...((heights.max() ?? 1) + 0.005)
    return figure.series.map { series in
      Chart(
        title: series.name.prefix(1).uppercased() + series.name.dropFirst(),
        x: ChartAxis("Multiply-adds (billions)", unit: 1e9),
        y: ChartAxis("Top-1 accuracy (%)", unit: 0.01, range: range),
        series: [ChartSeries(name: "", points: points(series, of: figure), role: .highlighted)])
    }
  }

  /// One chart for each data set, each with a vertical axis of its own.
  private static func transferPanels(of figure: PublishedFigure) -> [Chart] {
    var parameters = ChartAxis.parameters
    parameters.range = parameters.domain(
      fitting: figure.series.flatMap(\.points).map { $0.cost * 1e6 })
    return figure.panels.map { panel in
      Chart(
        title: panel.title, x: parameters,
        y: ChartAxis("Top-1 accuracy (%)", unit: 0.01, range: roomy(panel)),
        series: panel.series.map { series in
          ChartSeries(
            name: series.name, points: points(series, of: figure),
            line: series.isLine ? .straight : .none,
            role: series.isLine ? .highlighted : .ordinary)
        })
    }
  }

  /// A range that leaves room for labels above and below.
  private static func roomy(_ panel: PublishedFigure.Panel) -> ClosedRange<Double> {
    let heights = panel.series.flatMap(\.points).map { $0.top1 / 100 }
    let (low, high) = (heights.min() ?? 0, heights.max() ?? 1)
    return (low - (high - low) / 10)...(high + (high - low) / 6)
  }

  private static func points(
    _ series: PublishedFigure.Series, of figure: PublishedFigure
  ) -> [ChartPoint] {
    let unit = figure.cost == .parameters ? 1e6 : 1e9
    return series.points.map { ChartPoint($0.cost * unit, $0.top1 / 100, label: $0.label) }
  }

  private static let accuracy = ChartAxis("ImageNet top-1 accuracy (%)", unit: 0.01)

  private static func axis(_ figure: PublishedFigure) -> ChartAxis {
    switch figure.cost {
    case .parameters: .parameters
    case .multiplyAdds: .multiplyAdds
    }
  }

  private static func name(of figure: PublishedFigure) -> String {
    "Figure \(figure.rawValue.dropFirst("figure".count))"
  }
}
