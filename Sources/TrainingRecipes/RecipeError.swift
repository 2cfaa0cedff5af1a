/// A value that no training can have.
public struct RecipeError: Error, Hashable, Sendable {
  /// The key whose value it is.
  public let key: RecipeKey
  /// What was found and what was expected, without the key.
  public let problem: String

  init(_ key: RecipeKey, _ problem: String) {
    self.key = key
    self.problem = problem
  }
}

extension RecipeError: CustomStringConvertible {
  public var description: String { "\(key.rawValue): \(problem)" }
}
