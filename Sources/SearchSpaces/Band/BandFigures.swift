/// The figures that a band bounds, one or two, and what remains possible at each state.
struct BandFigures: Sendable {
  let metrics: [AdditiveMetric]
  let least: PartialSums.Cost
  let most: PartialSums.Cost
  let completionBounds: [[[ClosedRange<Int>?]]]
  let arrivalBounds: [[[ClosedRange<Int>?]]]

  /// Far enough from the ends of `Int` that sums and differences can't overflow.
  private static let infinity = Int.max / 4

  init(_ graph: SpaceGraph, _ band: CostBand) {
    let bounded = band.limits.filter { $0.bounds != CostBand.Bounds() }
    let used = bounded.isEmpty ? Array(band.limits.prefix(1)) : bounded
    metrics = used.map(\.metric)
    func corner(_ value: (CostBand.Bounds) -> Int) -> PartialSums.Cost {
      let values = used.map { min(max(value($0.bounds), -Self.infinity), Self.infinity) }
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

  func cost(_ costs: AdditiveCosts) -> PartialSums.Cost {
    PartialSums.Cost(first: metrics[0](costs), second: isPlane ? metrics[1](costs) : 0)
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
