extension Chart {
  /// Accuracy of families of networks against their cost, as Figures 1 and 5 of EfficientNet.
  ///
  /// - Parameters:
  ///   - title: title of the chart.
  ///   - cost: the horizontal axis.
  ///   - families: name and members; those with more than one member are joined by a line.
  ///   - highlighted: name of the family that the chart is about.
  ///   - others: networks that stand alone, drawn as one series of labelled points.
  ///   - notes: sources of the accuracies.
  /// - Returns: the chart.
  package static func families(
    title: String, cost: ChartAxis, families: [(name: String, members: [TradeOffPoint])],
    highlighted: String, others: [TradeOffPoint] = [], notes: [String] = []
  ) -> Chart {
    var series = families.map { name, members in
      ChartSeries(
        name: name, points: members.sorted { $0.cost < $1.cost }.map(\.chartPoint),
        line: members.count > 1 ? .straight : .none,
        role: name == highlighted ? .highlighted : .ordinary)
    }
    if !others.isEmpty {
      series.append(
        ChartSeries(name: "other networks", points: others.map(\.chartPoint), line: .none))
    }
    return Chart(title: title, x: cost, y: .accuracy, series: series, notes: notes)
  }

  /// Accuracy against cost when one network is scaled in several ways, as Figures 3, 4 and 8 of
  /// EfficientNet; error bars where seeds differ.
  ///
  /// - Parameters:
  ///   - title: title of the chart.
  ///   - subtitle: what the error bars are, for how many seeds.
  ///   - cost: the horizontal axis.
  ///   - scalings: name of the scaling and its networks.
  ///   - highlighted: name of the scaling that the chart is about, "" for none.
  ///   - notes: sources and budgets.
  /// - Returns: the chart.
  package static func scalings(
    title: String, subtitle: String = "", cost: ChartAxis,
    scalings: [(name: String, networks: [TradeOffPoint])], highlighted: String = "",
    notes: [String] = []
  ) -> Chart {
    Chart(
      title: title, subtitle: subtitle, x: cost, y: .accuracy,
      series: scalings.map { name, networks in
        ChartSeries(
          name: name, points: networks.sorted { $0.cost < $1.cost }.map(\.chartPoint),
          role: name == highlighted ? .highlighted : .ordinary)
      }, notes: notes)
  }
}
