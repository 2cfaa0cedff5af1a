import Networks

/// A sum of products that turns `nil` once it leaves the range of `Int`.
struct CheckedSum {
  private(set) var value: Int? = 0

  mutating func add(_ factor: Int, _ quantity: Int, _ second: Int = 1) {
    guard let sum = value else { return }
    let (product, overflow) = factor.multipliedReportingOverflow(by: quantity)
    let (whole, secondOverflow) = product.multipliedReportingOverflow(by: second)
    let (next, sumOverflow) = sum.addingReportingOverflow(whole)
    value = overflow || secondOverflow || sumOverflow ? nil : next
  }
}
