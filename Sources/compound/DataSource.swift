import TrainingData

/// What `--data` and the key `data` of search files name.
enum DataSource {
  /// `shapes`, the built-in set, or the data set in a folder or archive.
  ///
  /// - Parameters:
  ///   - images: training images wanted of `shapes`; `nil` for its own number.
  ///   - validationImages: validation images wanted of `shapes`; likewise.
  /// - Throws: `TrainingDataError` naming file, place and expectation.
  static func open(
    _ name: String, images: Int? = nil, validationImages: Int? = nil
  ) throws -> DataSet {
    guard name == "shapes" else { return try DataSet.open(name) }
    return try DataSet.shapes(
      trainingCount: images ?? 8_000, validationCount: validationImages ?? 5_000)
  }
}
