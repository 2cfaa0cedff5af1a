import CostModel

/// The figures that a band bounds, one or two, and what remains possible at each state.
struct BandFigures: Sendable {
  let metrics: [Metric]
  let least: PartialSums.Cost
  let most: PartialSums.Cost
  let completionBounds: [[[ClosedRange<Int>?]]]
  let arrivalBounds: [[[ClosedRange<Int>?]]]

  /// Far enough from the ends of `Int` that sums and differences can't overflow.
  private static let infinity = Int.max / 4

  /// - Throws: ``SpaceError/invalidDefinition(place:message:)`` for bounds that can't be counted.
  init(_ graph: SpaceGraph, _ band: Bounds) throws {
    if let metric = band.metrics.subtracting(Metric.additive).subtracting(
      graph.latencySteps == nil ? [] : [.latency]
    ).min(by: { $0.title < $1.title }) {
      throw SpaceError.invalidDefinition(
        place: "within",
        message:
          "\(metric.title) is no sum over stages, so that what lies within its bounds can't be "
          + "counted; expected bounds on FLOPs, parameters or activations, or on latency where a device is "
          + "known")
    }
    let sums = band.sums(graph)
    let bounded = sums.filter { !$0.interval.isOpen }
    guard bounded.count <= 2 else {
      throw SpaceError.invalidDefinition(
        place: "within",
        message:
          "found bounds on \(bounded.count) sums; expected at most two of FLOPs, parameters, "
          + "activations and latency: put the others under `budgets`")
    }
    let used = bounded.isEmpty ? Array(sums.prefix(1)) : bounded
    metrics = used.map(\.metric)
    func corner(_ value: (Bounds.Interval<Int>) -> Int) -> PartialSums.Cost {
      let values = used.map { min(max(value($0.interval), -Self.infinity), Self.infinity) }
      return PartialSums.Cost(first: values[0], second: values.count > 1 ? values[1] : 0)
    }
    least = corner { $0.least ?? .min }
    most = corner { $0.most ?? .max }
    completionBounds = metrics.map(graph.completionBounds)
    arrivalBounds = metrics.map(graph.arrivalBounds)
  }

  var isPlane: Bool { metrics.count > 1 }

  /// Whether no cost can lie within the bounds.
  var isEmpty: Bool { least.first > most.first || least.second > most.second }

  func contains(_ costs: AdditiveCosts) -> Bool {
    Window(first: (least.first, most.first), second: (least.second, most.second))
      .contains(cost(costs))
  }

  func cost(_ costs: AdditiveCosts) -> PartialSums.Cost {
    PartialSums.Cost(first: costs[metrics[0]], second: isPlane ? costs[metrics[1]] : 0)
  }

  /// The partial costs from which the band can still be reached; nil where none can.
  func window(rest: [ClosedRange<Int>?]) -> Window? {
    guard let first = rest[0] else { return nil }
    let second = isPlane ? rest[1] ?? 0...0 : 0...0
    return Window(
      first: (least.first - first.upperBound, most.first - first.lowerBound),
      second: isPlane
        ? (least.second - second.upperBound, most.second - second.lowerBound) : (0, 0))
  }

  struct Window {
    let first: (least: Int, most: Int)
    let second: (least: Int, most: Int)

    /// The entries whose first figure, with `step` added, lies inside.
    func firsts(of sums: PartialSums, plus step: Int) -> Range<Int> {
      func count(below bound: Int) -> Int {
        var (low, high) = (0, sums.count)
        while low < high {
          let middle = (low + high) / 2
          if sums.firsts[middle] < bound { low = middle + 1 } else { high = middle }
        }
        return low
      }
      let start = count(below: first.least - step)
      return start..<max(start, count(below: first.most - step + 1))
    }

    func contains(_ cost: PartialSums.Cost) -> Bool {
      cost.first >= first.least && cost.first <= first.most && cost.second >= second.least
        && cost.second <= second.most
    }
  }
}

extension Bounds {
  /// The intervals of the sums over stages.
  fileprivate func sums(_ graph: SpaceGraph) -> [(metric: Metric, interval: Interval<Int>)] {
    [
      (.multiplyAdds, multiplyAdds), (.parameters, parameters), (.activations, activations),
      (
        .latency,
        graph.latencySteps?.interval(latency, stages: graph.costedParts) ?? Interval()
      ),
    ]
  }

  /// Whether `costs` lie within the bounds on the sums that need no device.
  package func contains(_ costs: AdditiveCosts) -> Bool {
    multiplyAdds.contains(costs.multiplyAdds) && parameters.contains(costs.parameters)
      && activations.contains(costs.activations)
  }
}
