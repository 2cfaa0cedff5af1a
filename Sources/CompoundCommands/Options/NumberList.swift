import ArgumentParser
import Configuration
import Interchange

/// Numbers as people write them, separated by commas: single ones, ranges `a...b` (step 1) and
/// stepped ranges `a...b:step`, such as `0...7`, `-1...2:0.5`, `0,0.5,2...4`.
struct NumberList: ExpressibleByArgument {
  let values: [Double]
  let defaultValueDescription: String

  init?(argument: String) {
    var values: [Double] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      if part.contains("..") {
        guard let range = try? NumberRange(parsing: String(part)) else { return nil }
        values += range.values
      } else {
        guard let value = Double(part), value.isFinite else { return nil }
        values.append(value)
      }
      // More are taken for a slip of the pen.
      guard values.count <= NumberRange.maximumCount else { return nil }
    }
    self.values = values
    defaultValueDescription = argument
  }

  init(_ values: ClosedRange<Int>) {
    self.values = values.map(Double.init)
    defaultValueDescription = "\(values)"
  }
}
