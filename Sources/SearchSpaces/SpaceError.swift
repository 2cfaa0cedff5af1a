/// What is wrong with a search space, with what was found and what was expected.
public enum SpaceError: Error, Hashable, Sendable {
  /// A value of the space's definition can't be used, or an encoding lies outside the space.
  case invalidDefinition(place: String, message: String)
  /// Nothing is in the space.
  case empty(reason: String)
  /// The space is beyond what can be computed exactly.
  case tooLarge(reason: String)
}

extension SpaceError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidDefinition(let place, let message):
      "\(place): \(message)"
    case .empty(let reason):
      "nothing to report: \(reason)"
    case .tooLarge(let reason):
      "the space is too large for an exact answer: \(reason)"
    }
  }
}
