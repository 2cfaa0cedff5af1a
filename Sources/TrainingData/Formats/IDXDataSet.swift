/// Finds and reads data sets of IDX files in a folder: MNIST and everything in its format.
struct IDXDataSet {
  /// The four files of a data set, by name.
  private struct Files {
    let images: String
    let labels: String
  }

  private let folder: String
  private let training: Files
  private let validation: Files

  /// Words in the names of files with held-out images, the first found counts.
  private static let heldOut = ["val", "validation", "t10k", "test"]

  /// What ``init(folder:names:)`` looks for, for messages.
  static let expectation =
    "IDX files: train-images-idx3-ubyte and train-labels-idx1-ubyte, with val-, validation-, "
    + "t10k- or test- files beside them, each with or without .gz"

  /// The data set in a folder with these files, or `nil` where there are no IDX training images.
  init?(folder: String, names: [String]) throws(TrainingDataError) {
    guard let images = try Self.find("train", "images-idx3-ubyte", names, folder) else {
      return nil
    }
    guard let labels = try Self.find("train", "labels-idx1-ubyte", names, folder) else {
      throw TrainingDataError(
        .unknownFormat, file: folder,
        "holds \(images), but no train-labels-idx1-ubyte[.gz] with the labels")
    }
    self.folder = folder
    training = Files(images: images, labels: labels)
    for word in Self.heldOut {
      guard let images = try Self.find(word, "images-idx3-ubyte", names, folder) else { continue }
      guard let labels = try Self.find(word, "labels-idx1-ubyte", names, folder) else {
        throw TrainingDataError(
          .unknownFormat, file: folder,
          "holds \(images), but no \(word)-labels-idx1-ubyte[.gz] with the labels")
      }
      validation = Files(images: images, labels: labels)
      return
    }
    throw TrainingDataError(
      .unknownFormat, file: folder,
      "holds \(images), but no held-out images; looked for "
        + Self.heldOut.map { "\($0)-images-idx3-ubyte" }.joined(separator: ", ")
        + ", with or without .gz")
  }

  private static let kinds = ["images-idx3-ubyte", "labels-idx1-ubyte"]

  /// Whether a file is a part of such a data set by its name.
  static func isPart(_ name: String) -> Bool {
    (["train"] + heldOut).contains { word in kinds.contains { isName(name, of: word, $0) } }
  }

  /// Whether the file of that name is one of the four.
  func has(_ name: String) -> Bool {
    [training, validation].contains { $0.images == name || $0.labels == name }
  }

  private static func isName(_ name: String, of word: String, _ kind: String) -> Bool {
    let plain = (name.hasSuffix(".gz") ? String(name.dropLast(3)) : name)
      .replacing(".idx", with: "-idx")
    return plain == "\(word)-\(kind)" || plain.hasSuffix("-\(word)-\(kind)")
  }

  /// The name of the one file for `word` and `kind`.
  ///
  /// A prefix is allowed (`emnist-letters-train-…`), as is the point that some unpackers write
  /// (`train-images.idx3-ubyte`); of a file with and without `.gz`, the one without counts.
  private static func find(
    _ word: String, _ kind: String, _ names: [String], _ folder: String
  ) throws(TrainingDataError) -> String? {
    let found = names.filter { isName($0, of: word, kind) }
    if found.count == 2 && found[0] + ".gz" == found[1] { return found[0] }
    guard found.count <= 1 else {
      throw TrainingDataError(
        .unknownFormat, file: folder,
        "holds several data sets (\(found.joined(separator: ", "))); put each into its own folder")
    }
    return found.first
  }

  /// Reads the four files.
  ///
  /// Classes are 0 … the greatest training label.
  func open() throws(TrainingDataError) -> DataSet {
    let (train, trainSize, trainLabels) = try read(training)
    let (held, heldSize, heldLabels) = try read(validation)
    guard trainSize == heldSize else {
      throw TrainingDataError(
        .mismatch, file: "\(folder)/\(validation.images)", offset: 8,
        "images of \(heldSize) pixels, but the training images have \(trainSize)")
    }
    let classes = 1 + Int(trainLabels.max() ?? 0)
    guard classes > 1 else {
      throw TrainingDataError(
        .corrupt, file: "\(folder)/\(training.labels)",
        "every label is 0; a data set has at least two classes")
    }
    if let index = heldLabels.firstIndex(where: { Int($0) >= classes }) {
      throw TrainingDataError(
        .labelOutOfRange, file: "\(folder)/\(validation.labels)", offset: 8 + index,
        "label \(heldLabels[index]), but the training labels only go up to \(classes - 1)")
    }
    let images = ByteImages(
      checked: train.bytes, start: train.start, size: trainSize, channels: 1,
      labels: trainLabels.map(Int.init))
    return try DataSet(
      name: lastComponent(folder), classNames: (0..<classes).map(String.init),
      normalization: images.normalization, flipPreservesLabels: false,
      training: images,
      validation: ByteImages(
        checked: held.bytes, start: held.start, size: heldSize, channels: 1,
        labels: heldLabels.map(Int.init)))
  }

  private func read(
    _ files: Files
  ) throws(TrainingDataError) -> (images: IDXFile, size: ImageSize, labels: [UInt8]) {
    let (imagesPath, labelsPath) = ("\(folder)/\(files.images)", "\(folder)/\(files.labels)")
    let images = try IDXFile(path: imagesPath, rank: 3, name: imagesPath)
    let labels = try IDXFile(path: labelsPath, rank: 1, name: labelsPath)
    guard images.dimensions[0] == labels.dimensions[0] else {
      throw TrainingDataError(
        .mismatch, file: labelsPath, offset: 4,
        "\(labels.dimensions[0]) labels for the \(images.dimensions[0]) images of \(files.images)")
    }
    return (
      images, ImageSize(height: images.dimensions[1], width: images.dimensions[2]),
      Array(labels.bytes[labels.start...])
    )
  }
}
