import ArchitectureSearch
import ArgumentParser
import CostModel
import SearchSpaces

/// Bounds as `LOW...HIGH`, either end left out for none.
struct CostRange: ExpressibleByArgument {
  let bounds: Bounds.Interval<Int>

  init?(argument: String) {
    guard let dots = argument.firstRange(of: "...") else { return nil }
    func bound(_ text: Substring) -> Int?? {
      text.isEmpty ? .some(nil) : (try? Quantity.count(String(text))).map { .some($0) }
    }
    guard let least = bound(argument[..<dots.lowerBound]),
      let most = bound(argument[dots.upperBound...]), least ?? .min <= most ?? .max
    else { return nil }
    bounds = Bounds.Interval<Int>(least: least, most: most)
  }
}
