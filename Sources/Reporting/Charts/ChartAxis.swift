import Foundation

/// One axis of a chart: what it shows, in which unit, on which scale.
package struct ChartAxis: Hashable, Sendable {
  /// What is shown and its unit, such as "Multiply-adds (billions)".
  package var label: String
  /// What one unit of the tick labels is worth, such as 10⁹ for values in billions.
  package var unit: Double
  package var scale: Scale
  /// Values at the ends of the axis; `nil` fits the data with a margin.
  package var range: ClosedRange<Double>?
  /// What stands at the places 1, 2, … in place of numbers, where the axis has no numbers.
  package var names: [String]?

  package enum Scale: Hashable, Sendable {
    case linear
    case logarithmic
  }

  /// - Parameters:
  ///   - label: what is shown, and its unit.
  ///   - unit: what 1 on the tick labels is worth, greater than 0.
  ///   - scale: linear or logarithmic.
  ///   - range: values at the ends; positive on a logarithmic axis.
  ///   - names: what stands at 1, 2, … in place of numbers.
  package init(
    _ label: String, unit: Double = 1, scale: Scale = .linear, range: ClosedRange<Double>? = nil,
    names: [String]? = nil
  ) {
    precondition(unit > 0, "the unit of axis \"\(label)\" is \(unit); it must be positive")
    precondition(
      scale == .linear || (range?.lowerBound ?? 1) > 0,
      "the logarithmic axis \"\(label)\" begins at \(range?.lowerBound ?? 0), not above 0")
    self.label = label
    self.unit = unit
    self.scale = scale
    self.range = range
    self.names = names
  }
}

extension ChartAxis {
  /// The ends of the axis for data between `low` and `high`, with a margin of 5 % on both sides.
  func domain(fitting values: some Sequence<Double>) -> ClosedRange<Double> {
    if let range, range.lowerBound < range.upperBound { return range }
    let usable = values.filter { $0.isFinite && (scale == .linear || $0 > 0) }
    guard var low = usable.min(), var high = usable.max() else {
      return scale == .linear ? 0...unit : unit...(10 * unit)
    }
    switch scale {
    case .linear:
      if low == high {
        (low, high) = (low - max(abs(low) / 10, unit), high + max(abs(high) / 10, unit))
      }
      let margin = high / 20 - low / 20
      return max(low - margin, -Self.limit)...min(high + margin, Self.limit)
    case .logarithmic:
      if low == high { (low, high) = (low / 2, high * 2) }
      let margin = pow(high / low, 0.05)
      return max(low / margin, 1 / Self.limit)...min(high * margin, Self.limit)
    }
  }

  /// What the axis shows, over which values, for those who can't see it.
  func description(of values: [Double]) -> String {
    if let names { return "\(label): \(names.joined(separator: ", "))" }
    let usable = values.filter { $0.isFinite && (scale == .linear || $0 > 0) }
    guard let low = usable.min(), let high = usable.max() else { return label }
    let ends = [low, high].map { NumberStyle.significant(3).text($0 / unit) }
    return "\(label), from \(ends[0]) to \(ends[1])" + (scale == .linear ? "" : ", logarithmic")
  }

  /// Keeps sums and differences of coordinates finite.
  private static let limit = 1e300
}
