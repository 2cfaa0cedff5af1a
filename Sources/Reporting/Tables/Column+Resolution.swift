package import Networks

extension Column {
  /// A column of resolutions: a number for a square, `224x160` for another rectangle.
  ///
  /// - Parameters:
  ///   - key: name in JSON and CSV, in camelCase.
  ///   - title: header for people.
  ///   - value: the resolution of a row.
  /// - Returns: the column.
  package static func resolution(
    _ key: String = "resolution", _ title: String = "Resolution",
    _ value: @escaping (Row) -> Resolution
  ) -> Column {
    .cells(key, title) { .resolution(value($0)) }
  }
}

extension Cell {
  /// A number for a square, `224x160` for another rectangle.
  static func resolution(_ resolution: Resolution) -> Cell {
    resolution.isSquare ? .integer(resolution.height) : .text("\(resolution)")
  }
}
