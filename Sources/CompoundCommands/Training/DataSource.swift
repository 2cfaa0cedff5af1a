import Files
import Foundation
import Interchange
import ProxyTraining
import Studies
import TrainingData
import TrainingRecipes

/// What `--data` and the key `data` of search files name.
enum DataSource {
  /// What can be named, for helps, up to what a safetensors file must hold beside its input.
  static let kinds = """
    shapes or braids, which are built in, a folder with a sub-folder of PNG and JPEG images for each \
    class, a folder or archive of IDX or CIFAR files, or a safetensors file with input [N, C, H, W]
    """

  /// A built-in set by its name, the data set in a folder or archive, or a safetensors file; of the
  /// last two also one that comes through a pipe, or as `-` through standard input.
  ///
  /// - Parameters:
  ///   - name: `shapes`, `braids` or a path.
  ///   - images: training images wanted of a built-in set; `nil` for its own number.
  ///   - validationImages: validation images wanted of a built-in set; likewise.
  ///   - classes: classes of a safetensors file; `nil` for one more than its greatest label.
  ///   - holdsOut: whether images of a file without a validation part are held out for validation;
  ///     otherwise all are trained on, and measured on as well.
  ///   - keepsImages: whether images are kept in memory once they are made, for further epochs.
  /// - Returns: the data set.
  /// - Throws: `TrainingDataError` or `FileError` naming file, place and expectation.
  static func open(
    _ name: String, images: Int? = nil, validationImages: Int? = nil, classes: Int? = nil,
    holdsOut: Bool = true, keepsImages: Bool = true
  ) throws -> DataSet {
    if try isTensors(name) {
      let data = try DataSet.safetensors(path: name, classes: classes)
      return holdsOut && data.validationOrigin == .training ? try data.holdingOut() : data
    }
    let data =
      try GeneratedDataSet(rawValue: name)?.dataSet(
        trainingCount: images ?? GeneratedDataSet.trainingCount,
        validationCount: validationImages ?? GeneratedDataSet.validationCount)
      ?? DataSet.open(name)
    guard keepsImages else { return data }
    // Of small networks' trainings, drawing the same images in each epoch took up to two fifths.
    return data.keepingImages(bytes: Int(ProcessInfo.processInfo.physicalMemory / 16))
  }

  /// Channels of the images that a search file names, without drawing those of a built-in set.
  ///
  /// - Returns: 3 for red, green, blue.
  /// - Throws: as ``open(_:)``.
  static func channels(of training: TrainingDefinition) throws -> Int {
    GeneratedDataSet(rawValue: training.data) != nil
      ? GeneratedDataSet.channels : try open(training).channels
  }

  /// Whether a name stands for a safetensors file: no folder, and one by its ending or its first bytes.
  static func isTensors(_ name: String) throws -> Bool {
    switch FileKind(of: name) {
    case .folder: false
    case .file, .other: try name.hasSuffix(".safetensors") || SafetensorsFile.isOne(path: name)
    case .nothing: name.hasSuffix(".safetensors")
    }
  }

  /// What whoever compares candidates on a data set must know of it.
  ///
  /// - Parameters:
  ///   - data: the data set.
  ///   - changesResolution: whether candidates read images of several resolutions.
  /// - Returns: sentences; none where all is plain.
  static func notes(_ data: DataSet, changesResolution: Bool) -> [String] {
    var notes = data.validationNote.map { ["\(data.name): \($0)"] } ?? []
    if changesResolution, let size = data.nativeSize {
      notes.append(
        "\(data.name): the images are \(size); candidates of another resolution see them resized, "
          + "with anti-aliasing, and above \(size) more pixels show nothing more")
    }
    return notes
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
