import Files
import Foundation
import Interchange
import ProxyTraining
import Studies
import TrainingData
import TrainingRecipes

/// What `--data` and the key `data` of search files name.
enum DataSource {
  /// `shapes`, the built-in set, the data set in a folder or archive, or a safetensors file; of the
  /// last two also one that comes through a pipe, or as `-` through standard input.
  ///
  /// - Parameters:
  ///   - name: `shapes` or a path.
  ///   - images: training images wanted of `shapes`; `nil` for its own number.
  ///   - validationImages: validation images wanted of `shapes`; likewise.
  ///   - classes: classes of a safetensors file; `nil` for one more than its greatest label.
  /// - Returns: the data set.
  /// - Throws: `TrainingDataError` or `FileError` naming file, place and expectation.
  static func open(
    _ name: String, images: Int? = nil, validationImages: Int? = nil, classes: Int? = nil
  ) throws -> DataSet {
    if try isTensors(name) { return try DataSet.safetensors(path: name, classes: classes) }
    let data =
      try name == "shapes"
      ? DataSet.shapes(trainingCount: images ?? 8_000, validationCount: validationImages ?? 5_000)
      : DataSet.open(name)
    // Of small networks' trainings, drawing the same images in each epoch took up to two fifths.
    return data.keepingImages(bytes: Int(ProcessInfo.processInfo.physicalMemory / 16))
  }

  /// Channels of the images that a search file names, without drawing those of `shapes`.
  ///
  /// - Returns: 3 for red, green, blue.
  /// - Throws: as ``open(_:)``.
  static func channels(of training: TrainingDefinition) throws -> Int {
    try training.data == "shapes" ? 3 : open(training).channels
  }

  /// Whether a name stands for a safetensors file: no folder, and one by its ending or its first bytes.
  static func isTensors(_ name: String) throws -> Bool {
    switch FileKind(of: name) {
    case .folder: false
    case .file, .other: try name.hasSuffix(".safetensors") || SafetensorsFile.isOne(path: name)
    case .nothing: name.hasSuffix(".safetensors")
    }
  }

  /// The data set that a search file names.
  ///
  /// - Throws: as the other.
  static func open(_ training: TrainingDefinition) throws -> DataSet {
    try open(
      training.data, images: training.recipe.images,
      validationImages: training.recipe.validationImages)
  }
}
