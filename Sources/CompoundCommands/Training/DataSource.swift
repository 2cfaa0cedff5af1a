import ProxyTraining
import Studies
import TrainingData

/// What `--data` and the key `data` of search files name.
enum DataSource {
  /// `shapes`, the built-in set, the data set in a folder or archive, or a safetensors file.
  ///
  /// - Parameters:
  ///   - images: training images wanted of `shapes`; `nil` for its own number.
  ///   - validationImages: validation images wanted of `shapes`; likewise.
  ///   - classes: classes of a safetensors file; `nil` for one more than its greatest label.
  /// - Throws: `TrainingDataError` or `FileError` naming file, place and expectation.
  static func open(
    _ name: String, images: Int? = nil, validationImages: Int? = nil, classes: Int? = nil
  ) throws -> DataSet {
    if name.hasSuffix(".safetensors") {
      return try DataSet.safetensors(path: name, classes: classes)
    }
    guard name == "shapes" else { return try DataSet.open(name) }
    return try DataSet.shapes(
      trainingCount: images ?? 8_000, validationCount: validationImages ?? 5_000)
  }

  /// Channels of the images that a recipe names, without drawing those of `shapes`.
  static func channels(of recipe: TrainingRecipe) throws -> Int {
    try recipe.data == "shapes" ? 3 : open(recipe).channels
  }

  /// The data set that a recipe names.
  ///
  /// - Throws: as the other.
  static func open(_ recipe: TrainingRecipe) throws -> DataSet {
    try open(recipe.data, images: recipe.images, validationImages: recipe.validationImages)
  }
}
