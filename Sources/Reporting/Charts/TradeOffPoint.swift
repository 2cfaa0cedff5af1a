/// A network's place in a trade-off of accuracy against a cost.
package struct TradeOffPoint: Hashable, Sendable {
  /// In the unit of the cost axis.
  package var cost: Double
  /// A fraction, 0 … 1.
  package var accuracy: Double
  /// Half the error bar, such as the standard error over seeds, as a fraction.
  package var uncertainty: Double?
  package var label: String

  package init(
    cost: Double, accuracy: Double, uncertainty: Double? = nil, label: String = ""
  ) {
    self.cost = cost
    self.accuracy = accuracy
    self.uncertainty = uncertainty
    self.label = label
  }

  var chartPoint: ChartPoint {
    ChartPoint(
      cost, accuracy,
      interval: uncertainty.map { (accuracy - max(0, $0))...(accuracy + max(0, $0)) },
      label: label)
  }
}
