/// How far a long job is, as a person wants to read it.
package struct Progress: Hashable, Sendable {
  /// Share of the work that is done, 0 … 1.
  package var fraction: Double
  /// What has been finished, such as "45/121 candidates".
  package var count: String
  /// Lines below the bar, such as the best candidate so far and the one in work.
  package var details: [String]

  package init(fraction: Double, count: String = "", details: [String] = []) {
    self.fraction = fraction
    self.count = count
    self.details = details
  }
}
