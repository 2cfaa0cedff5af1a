import ArgumentParser

/// Refuses the first option whose value lies outside its range.
func requireRanges<Value: Comparable>(
  _ options: (name: String, value: Value, range: ClosedRange<Value>)...
) throws {
  for (name, value, range) in options where !range.contains(value) {
    throw ValidationError("--\(name) \(value): expected \(range.lowerBound) to \(range.upperBound)")
  }
}
