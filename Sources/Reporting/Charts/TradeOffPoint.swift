/// A network's place in a trade-off of a score against a cost.
package struct TradeOffPoint: Hashable, Sendable {
  /// In the unit of the cost axis.
  package var cost: Double
  /// A fraction, 0 … 1.
  package var score: Double
  /// Half the error bar, such as the standard error over seeds, as a fraction.
  package var uncertainty: Double?
  package var label: String

  package init(
    cost: Double, score: Double, uncertainty: Double? = nil, label: String = ""
  ) {
    self.cost = cost
    self.score = score
    self.uncertainty = uncertainty
    self.label = label
  }

  var chartPoint: ChartPoint {
    ChartPoint(
      cost, score,
      interval: uncertainty.map { (score - max(0, $0))...(score + max(0, $0)) },
      label: label)
  }
}
