/// A rule within each stage: where all of `when` holds, all of `then` must hold.
public struct SpaceCondition: Codable, Hashable, Sendable {
  /// Keys and the values of which one must be there.
  public var when: [String: [String]]
  public var then: [String: [String]]

  /// Whether a stage with these keys keeps the rule. A key that the stage lacks has no value.
  func allows(_ keys: [String: String]) -> Bool {
    let holds = { (rules: [String: [String]]) in
      rules.allSatisfy { key, values in keys[key].map(values.contains) ?? false }
    }
    return !holds(when) || holds(then)
  }
}
