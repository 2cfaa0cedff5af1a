import Foundation

/// Round places for ticks.
enum ChartTicks {
  /// Ticks inside `domain`, about `count` of them labelled.
  static func ticks(
    _ axis: ChartAxis, over domain: ClosedRange<Double>, count: Int
  ) -> [ChartTick] {
    if let names = axis.names {
      return names.enumerated().map { ChartTick(value: Double($0 + 1), label: $1) }
        .filter { domain.contains($0.value) }
    }
    let inUnits = (domain.lowerBound / axis.unit)...(domain.upperBound / axis.unit)
    let ticks =
      switch axis.scale {
      case .linear: linear(inUnits, count: count)
      case .logarithmic: logarithmic(inUnits, count: count)
      }
    return ticks.map { ChartTick(value: $0.value * axis.unit, label: $0.label) }
  }

  /// Multiples of 1, 2 or 5 times a power of ten: the smallest such step with at most `count` ticks.
  static func linear(_ domain: ClosedRange<Double>, count: Int) -> [ChartTick] {
    let span = domain.upperBound - domain.lowerBound
    guard span > 0, span.isFinite, count > 0 else { return [] }
    let exponent = Int(log10(span / Double(count)).rounded(.down))
    for (mantissa, power) in [1, 2, 5, 10, 20, 50].map({ ($0, exponent) }) {
      // Powers of ten below one are not exact, their reciprocals are.
      let index = { (value: Double) in
        power >= 0
          ? value / pow(10, Double(power)) / Double(mantissa)
          : value * pow(10, Double(-power)) / Double(mantissa)
      }
      // A tick at the very end must not fall to the last bit of a division.
      let first = (index(domain.lowerBound) - 1e-9).rounded(.up)
      let last = (index(domain.upperBound) + 1e-9).rounded(.down)
      guard last - first < Double(count) else { continue }
      return (0...max(0, Int(last - first))).map { offset in
        let multiple = (first + Double(offset)) * Double(mantissa)
        let value =
          power >= 0 ? multiple * pow(10, Double(power)) : multiple / pow(10, Double(-power))
        return ChartTick(
          value: value, label: label(value, decimals: max(0, -power - (mantissa >= 10 ? 1 : 0))))
      }.filter { _ in last >= first }
    }
    return []
  }

  /// Powers of ten and, where there is room, 2 and 5 or all digits between; less than half a decade
  /// has linear ticks.
  static func logarithmic(_ domain: ClosedRange<Double>, count: Int) -> [ChartTick] {
    let (low, high) = (log10(domain.lowerBound), log10(domain.upperBound))
    guard low.isFinite, high.isFinite, high > low, count > 0 else { return [] }
    let decades = Int(low.rounded(.down))...Int(high.rounded(.down))
    let inside = { (digits: [Int]) in
      decades.flatMap { decade in digits.map { ($0, decade) } }.filter { digit, decade in
        let place = log10(Double(digit)) + Double(decade)
        return place >= low - 1e-9 && place <= high + 1e-9
      }
    }
    let sets = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]]
    guard let shown = sets.first(where: { inside($0).count <= count }) else {
      let stride = (decades.count + count - 1) / count
      return inside([1]).filter { $0.1.isMultiple(of: stride) }.map { tick($0.0, $0.1) }
    }
    if inside(shown).count < 3 {
      let even = linear(domain, count: count)
      if even.count > inside(shown).count { return even }
    }
    let labelled = Set(shown)
    let minor = high - low < 5 ? sets[0] : [1]
    return inside(minor).map { digit, decade in
      let tick = tick(digit, decade)
      return labelled.contains(digit) ? tick : ChartTick(value: tick.value, label: "")
    }
  }

  private static func tick(_ digit: Int, _ decade: Int) -> ChartTick {
    let value =
      decade >= 0
      ? Double(digit) * pow(10, Double(decade)) : Double(digit) / pow(10, Double(-decade))
    guard (-4...6).contains(decade) else {
      let power = "10" + String(String(decade).map { superscripts[$0] ?? $0 })
      return ChartTick(value: value, label: digit == 1 ? power : "\(digit)·\(power)")
    }
    return ChartTick(value: value, label: label(value, decimals: max(0, -decade)))
  }

  private static let superscripts: [Character: Character] = [
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
    "8": "⁸", "9": "⁹",
  ]

  private static func label(_ value: Double, decimals: Int) -> String {
    guard value == 0 || (1e-6..<1e7).contains(value.magnitude) else {
      return NumberText.significant(value, digits: 3).replacingOccurrences(of: "-", with: "−")
    }
    let text = NumberText.fixed(value, decimals: decimals)
    return text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }
}
