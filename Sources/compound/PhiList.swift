import ArgumentParser

/// Values of φ as a list of numbers, ranges `a...b` (step 1) and stepped ranges `a...b:step`,
/// separated by commas: `0...7`, `-1...2:0.5`, `0,0.5,2...4`.
struct PhiList: ExpressibleByArgument {
  let values: [Double]

  /// More values than this are taken for a slip of the pen.
  private static let maximumCount = 10_000

  init?(argument: String) {
    var values: [Double] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let range = Self.range(String(part)) else { return nil }
      values += range
      guard values.count <= Self.maximumCount else { return nil }
    }
    self.values = values
  }

  init(values: [Double]) {
    self.values = values
  }

  var defaultValueDescription: String { "0...7" }

  private static func range(_ text: String) -> [Double]? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, let bounds = parts.first else { return nil }
    guard let dots = bounds.firstRange(of: "...") else {
      return parts.count == 1 ? number(bounds).map { [$0] } : nil
    }
    guard let first = number(bounds[..<dots.lowerBound]),
      let last = number(bounds[dots.upperBound...]), first <= last
    else { return nil }
    let step: Double
    if parts.count == 2 {
      guard let given = number(parts[1]), given > 0 else { return nil }
      step = given
    } else {
      step = 1
    }
    // Multiples of the step from the first value, not a running sum, so that errors don't add up;
    // a millionth of a step forgives 0.1 · 30 for being a little more than 3.
    let count = ((last - first) / step + 1e-6).rounded(.down)
    guard count < Double(maximumCount) else { return nil }
    return (0...Int(count)).map { first + Double($0) * step }
  }

  private static func number(_ text: some StringProtocol) -> Double? {
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }
}
