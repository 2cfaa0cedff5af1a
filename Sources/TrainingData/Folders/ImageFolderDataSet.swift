import Randomness

extension ImageFolderLayout {
  /// Reads the header of every image; the pixels follow when they are asked for.
  ///
  /// Without a folder of held-out images, a fifth of each class is held out, always the same. Images
  /// for training stand in a random order, always the same, so that the first ones are a fair part.
  ///
  /// - Parameters:
  ///   - name: For reports.
  ///   - decoders: What decodes the images.
  /// - Returns: The data set, its classes in the order of their folders' names.
  /// - Throws: ``TrainingDataError`` for a class without images, or with one only where some are to be
  ///   held out, for the first file whose header is damaged or too large, and for the first of a format
  ///   whose library is not there.
  func open(
    name: String, decoders: ImageDecoders = .standard
  ) throws(TrainingDataError) -> DataSet {
    for found in training + (validation ?? []) where found.files.isEmpty {
      throw TrainingDataError(
        .unknownFormat, file: found.folder,
        "holds no .png, .jpg or .jpeg files; a class needs images: add some, or remove the folder"
      )
    }
    guard training.count > 1 else {
      throw TrainingDataError(
        .unknownFormat, file: training[0].folder,
        "is the only class; a data set has at least two, each with its own sub-folder")
    }
    let (trained, held) = try split()
    var random = CounterGenerator(seed: 0, purpose: .folderOrder, index: 0)
    for format in [ImageFileHeader.Format.png, .jpeg] {
      guard let file = (trained + held).first(where: { $0.header.format == format }) else {
        continue
      }
      _ = try decoders.decoder(of: format, for: file.path)
    }
    let images = ImageFiles(
      files: random.permutation(trained.count).map { trained[Int($0)] }, decoders: decoders)
    return try DataSet(
      name: name, classNames: training.map(\.name),
      flipPreservesLabels: true,
      training: images, validation: ImageFiles(files: held, decoders: decoders),
      validationOrigin: validation == nil ? .heldOut : .own)
  }

  private func split() throws(TrainingDataError) -> (
    training: [ImageFiles.File], validation: [ImageFiles.File]
  ) {
    var (trained, held): ([ImageFiles.File], [ImageFiles.File]) = ([], [])
    for (label, found) in training.enumerated() {
      let files = try Self.files(of: found, label: label)
      guard validation == nil else {
        trained += files
        continue
      }
      guard files.count > 1 else {
        throw TrainingDataError(
          .unknownFormat, file: found.folder,
          "holds one image; without a val folder, a class needs two, of which one is held out")
      }
      var random = CounterGenerator(seed: 0, purpose: .folderSplit, index: UInt64(label))
      let order = random.permutation(files.count).map { files[Int($0)] }
      let count = DataSet.heldOut(of: files.count)
      held += order[..<count]
      trained += order[count...]
    }
    for (label, found) in (validation ?? []).enumerated() {
      held += try Self.files(of: found, label: label)
    }
    return (trained, held)
  }

  private static func files(
    of found: Class, label: Int
  ) throws(TrainingDataError) -> [ImageFiles.File] {
    var files: [ImageFiles.File] = []
    for name in found.files {
      let path = "\(found.folder)/\(name)"
      files.append(
        ImageFiles.File(path: path, label: label, header: try ImageFileHeader(path: path)))
    }
    return files
  }
}
