/// How far a long job is, as a person wants to read it.
package struct Progress: Hashable, Sendable {
  /// Share of the work that is done, 0 … 1.
  package var fraction: Double
  /// What has been finished, such as "45/121 candidates".
  package var count: String
  /// Further parts of the line, the most important first: the best candidate so far, the one in work.
  package var details: [String]

  package init(fraction: Double, count: String = "", details: [String] = []) {
    self.fraction = fraction
    self.count = count
    self.details = details
  }
}
