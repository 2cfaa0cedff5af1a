/// The networks known by name.
public enum ModelZoo {
  /// The model of that name: one of the listed ones, or of a family whose numbers the name gives
  /// (`mobilenet-v2-0.75`).
  ///
  /// - Throws: ``ZooError`` naming the nearest known names.
  public static func model(named name: String) throws -> ZooModel {
    for family in families {
      if let model = try family.model(named: name) { return model }
    }
    throw ZooError.unknownModel(name)
  }

  /// Every listed name, by family.
  public static var names: [String] { families.flatMap(\.names) }

  private static let families: [any ModelFamily] = [
    EfficientNetFamily(), MobileNetV1Family(), MobileNetV2Family(), ResNetFamily(),
  ]
}

/// Networks of one kind, told apart by what their names say.
protocol ModelFamily: Sendable {
  /// The names that listings show.
  var names: [String] { get }
  /// The model of that name; `nil` where the name belongs to another family.
  func model(named name: String) throws -> ZooModel?
}

/// Why the zoo has no such model.
public enum ZooError: Error, Hashable, Sendable {
  case unknownModel(String)
}

extension ZooError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownModel(let name): "unknown model '\(name)'"
    }
  }
}
