import Networks

/// Measures networks against budgets, and no more of them than the budgets ask for.
struct BudgetMeter {
  let bounds: Bounds
  private let metrics: Set<Metric>
  private let batch: Int
  private let device: Device?

  /// - Throws: ``CostError`` where nothing is limited, or an end is a lower one, or latency is
  ///   limited and no device named, or is to be measured.
  init(_ bounds: Bounds, batch: Int, device: Device?) throws(CostError) {
    guard !bounds.budgets.isEmpty else {
      throw CostError(
        .invalidBudget, "no budget; state FLOPs, parameters, memory or latency to stay within")
    }
    if let metric = Metric.allCases.first(where: { bounds[$0].least != nil }) {
      throw CostError(
        .invalidBudget, "a least number of \(metric.unit); expected upper limits alone")
    }
    if bounds.latency.most != nil, device == nil {
      throw CostError(
        .invalidBudget, "a latency budget without a device; expected one, such as 20ms@nvidia-t4")
    }
    guard bounds.measuredLatency.isOpen else {
      throw CostError(
        .invalidBudget, "a budget of measured latency; expected one of latency on a device")
    }
    self.bounds = bounds
    metrics = bounds.metrics
    self.batch = batch
    self.device = device
  }

  func figures(of network: Network) throws(CostError) -> Figures {
    try Figures(of: network, measuring: metrics, batch: batch, on: device)
  }

  /// Whether a network stays within every budget.
  ///
  /// Sums are looked at first: they take far less time.
  func isMet(by network: Network) throws(CostError) -> Bool {
    guard bounds.refusal(of: try Figures(of: network)) == nil else { return false }
    guard metrics.contains(where: { !$0.isAdditive }) else { return true }
    return bounds.refusal(of: try figures(of: network)) == nil
  }

  /// One row per budget.
  ///
  /// - Parameters:
  ///   - figures: Those of the network that was found.
  ///   - next: Those of the next larger one; `nil` where there is none.
  /// - Returns: The rows in the order of the budgets.
  func rows(_ figures: Figures, next: Figures?) -> [BudgetUse] {
    bounds.budgets.map { metric, limit in
      BudgetUse(
        metric: metric, limit: limit, use: figures[metric] ?? 0,
        nextUse: next.flatMap { $0[metric] })
    }
  }
}
