public import Architectures
import Foundation

/// The largest scaling of a network that meets all budgets, and which of them stops it.
public struct BudgetFit<Scaled: ScalableArchitecture>: Hashable, Sendable {
  /// The fitted network.
  public let point: ScaledPoint<Scaled>
  /// One row per budget, in the order of ``Metric``.
  public let rows: [BudgetUse]

  /// The budgets that stop the network from growing.
  public var binding: [Metric] { rows.filter(\.binds).map(\.metric) }

  /// Finds the largest point of a path that meets all budgets.
  ///
  /// Costs are those of the network as realised after rounding, and grow in steps; the value is the
  /// largest that gives the network, rounded down to four decimals where it stays the same.
  ///
  /// - Parameters:
  ///   - baseline: The network at the start of the path.
  ///   - path: How it grows.
  ///   - bounds: Upper limits.
  ///   - batch: Images that go through the network at once, for memory and latency.
  ///   - device: Where latency is predicted.
  ///   - rounding: How sizes become whole.
  /// - Throws: ``CostError`` without budgets, or where none of the path's networks meets them;
  ///   `ArchitectureError` where the baseline does not scale along the path; what it is refused for
  ///   where it cannot be built itself.
  public init(
    of baseline: Scaled, along path: ScalingPath, within bounds: Bounds, batch: Int = 1,
    on device: Device? = nil, rounding: RoundingRules = .tensorFlow
  ) throws {
    let meter = try BudgetMeter(bounds, batch: batch, device: device)
    guard path.value(ratio: 2) != nil else {
      throw CostError(
        .invalidParameter,
        "this scaling does not make networks larger; expected α·β²·γ² above 1")
    }
    let walker = try PathWalker(baseline, path, rounding)
    let bracket = try ValueBracket(around: path.isPhi ? 0 : 1, isPhi: path.isPhi) { value in
      try meter.isMet(by: walker.point(value).scaled.architecture.lowered())
    }
    guard bracket.isReached else { throw try Self.unreachable(walker, meter) }
    let point = try Self.tidy(walker, bracket.low)
    let network = try point.scaled.architecture.lowered()
    let next = try? walker.point(bracket.high).scaled.architecture.lowered()
    rows = meter.rows(
      try meter.figures(of: network), next: next.flatMap { try? meter.figures(of: $0) })
    self.point = point
  }

  /// The same network at a value with few digits, where there is one.
  private static func tidy(
    _ walker: PathWalker<Scaled>, _ value: Double
  ) throws -> ScaledPoint<Scaled> {
    let exact = try walker.point(value)
    let short = (value * 1e4).rounded(.down) / 1e4
    if let point = try? walker.point(short), point.scaled.architecture == exact.scaled.architecture
    {
      return point
    }
    return exact
  }

  private static func unreachable(
    _ walker: PathWalker<Scaled>, _ meter: BudgetMeter
  ) throws -> CostError {
    let figures = try meter.figures(of: walker.baseline.lowered())
    let uses = meter.rows(figures, next: nil).map {
      "\($0.metric.title) \($0.metric.text($0.use)) of \($0.metric.text($0.limit))"
    }
    return CostError(
      .unreachable,
      "no scaling of \(walker.baseline.name) along this path meets all budgets; the baseline uses "
        + "\(uses.joined(separator: ", ")); allow more, or start from a smaller network")
  }
}
