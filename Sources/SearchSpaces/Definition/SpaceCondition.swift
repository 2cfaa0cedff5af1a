/// A rule within each stage: where all of `when` holds, all of `then` must hold.
public struct SpaceCondition: Codable, Hashable, Sendable {
  /// Keys and the values of which one must be there.
  public var when: [String: [SpaceValue]]
  /// Keys and the values of which one must be there as well.
  public var then: [String: [SpaceValue]]

  /// Whether a stage with these values keeps the rule.
  ///
  /// A key that the stage lacks has no value.
  func allows(_ values: [String: SpaceValue]) -> Bool {
    let holds = { (rules: [String: [SpaceValue]]) in
      rules.allSatisfy { key, allowed in values[key].map(allowed.contains) ?? false }
    }
    return !holds(when) || holds(then)
  }
}
