import Networks

/// Why the zoo has no such model.
public enum ZooError: Error, Hashable, Sendable {
  /// No family knows the name; `nearest` is a listed name like it.
  case unknownModel(String, nearest: String?)
  /// The family is known, but not with these numbers.
  case invalidName(name: String, found: String, expected: String)
}

extension ZooError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownModel(let name, let nearest):
      "unknown model '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .invalidName(let name, let found, let expected):
      "model '\(name)': found \(found); expected \(expected)"
    }
  }
}
