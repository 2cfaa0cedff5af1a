/// Why an architecture, or a scaling of one, is refused: where, which key, what was found, what was
/// expected.
public struct ArchitectureError: Error, Hashable, Sendable {
  /// `stem`, `stage 3`, `head`, or `nil` for the architecture as a whole.
  public var place: String?
  /// The key as architecture files write it: `kernelSize`.
  public let key: String
  /// The value that is refused.
  public let found: String
  /// What would be accepted: `1 to 65536`, `an odd number`.
  public let expected: String

  /// An error at `key`; where the place is not known yet, callers that know it add it.
  public init(place: String? = nil, key: String, found: String, expected: String) {
    self.place = place
    self.key = key
    self.found = found
    self.expected = expected
  }

  static func require<Value: Comparable>(
    _ value: Value, in range: ClosedRange<Value>, _ key: String, place: String? = nil
  ) throws(ArchitectureError) {
    guard range.contains(value) else {
      throw ArchitectureError(
        place: place, key: key, found: "\(value)",
        expected: "\(range.lowerBound) to \(range.upperBound)")
    }
  }

  func at(_ place: String) -> ArchitectureError {
    var error = self
    error.place = self.place ?? place
    return error
  }
}

extension ArchitectureError: CustomStringConvertible {
  public var description: String {
    "\(place.map { "\($0): " } ?? "")\(key): found \(found); expected \(expected)"
  }
}
