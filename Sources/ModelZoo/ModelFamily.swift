import Networks

/// Networks of one kind, told apart by what their names say.
protocol ModelFamily: Sendable {
  /// The names that listings show.
  var names: [String] { get }
  /// The model of that name, in lower case; `nil` where the name belongs to another family.
  func model(named name: String) throws -> ZooModel?
}
