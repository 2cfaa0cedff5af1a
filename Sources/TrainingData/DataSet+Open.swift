import Files

extension DataSet {
  /// Opens the data set at a path, whatever its format.
  ///
  /// Known are folders of IDX files (MNIST's format, any image size, gzipped or not) and the binary
  /// versions of CIFAR-10 and CIFAR-100 as a folder, a `.tar` or a `.tar.gz`; with the package's trait
  /// `ImageFolders`, folders with one sub-folder of PNG and JPEG images per class. A file that belongs to
  /// such a folder stands for the folder.
  ///
  /// - Throws: ``TrainingDataError`` naming the file, the byte and what was expected there; for a
  ///   folder without a data set, what was looked for.
  public static func open(_ path: String) throws(TrainingDataError) -> DataSet {
    switch FileKind(of: path) {
    case .folder:
      return try openFolder(path)
    case .file where isArchiveName(path):
      if let data = try openArchive(path) { return data }
      throw TrainingDataError(
        .unknownFormat, file: path,
        "the archive holds no data set; looked for \(CIFARDataSet.expectation)")
    case .file:
      let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        .joined(separator: "/")
      return try openFolder(parent.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : parent)
    case .nothing:
      throw TrainingDataError(
        .unreadable, file: path, "there is no such file or folder, or no access to it")
    case .other:
      throw TrainingDataError(.unreadable, file: path, "expected a folder or a file")
    }
  }

  private static func openFolder(_ folder: String) throws(TrainingDataError) -> DataSet {
    let names = try FileBytes.names(in: folder)
    if let idx = try IDXDataSet(folder: folder, names: names) { return try idx.open() }
    if let cifar = try CIFARDataSet(name: lastComponent(folder), files: files(folder, names)) {
      return try cifar.open()
    }
    for inner in ["cifar-10-batches-bin", "cifar-100-binary"] where names.contains(inner) {
      let path = "\(folder)/\(inner)"
      let innerNames = try FileBytes.names(in: path)
      if let cifar = try CIFARDataSet(
        name: lastComponent(folder), files: files(path, innerNames))
      {
        return try cifar.open()
      }
    }
    let archives = names.filter(isArchiveName)
    if archives.count > 1 {
      throw TrainingDataError(
        .unknownFormat, file: folder,
        "holds several archives (\(archives.joined(separator: ", "))); name one of them")
    }
    if let archive = archives.first, let data = try openArchive("\(folder)/\(archive)") {
      return data
    }
    if let images = try ImageFolderLayout(folder: folder, names: names) {
      return try images.open(name: lastComponent(folder))
    }
    throw TrainingDataError(
      .unknownFormat, file: folder,
      "no data set that is known; looked for \(IDXDataSet.expectation); "
        + "\(CIFARDataSet.expectation); \(ImageFolderLayout.expectation)")
  }

  private static func files(_ folder: String, _ names: [String]) -> [CIFARDataSet.File] {
    names.map { name in
      let path = "\(folder)/\(name)"
      return CIFARDataSet.File(name: name, label: path) { () throws(TrainingDataError) in
        try FileBytes.read(path)[...]
      }
    }
  }

  private static func isArchiveName(_ name: String) -> Bool {
    [".tar", ".tar.gz", ".tgz"].contains { name.hasSuffix($0) }
  }

  /// More than five times CIFAR's size: a small file that unpacks to more is a trap.
  private static let greatestArchive = 1 << 30

  private static func openArchive(_ path: String) throws(TrainingDataError) -> DataSet? {
    var bytes = try FileBytes.read(path)
    if Gzip.isGzip(bytes) {
      bytes = try Gzip(file: path).decompress(bytes, limit: greatestArchive)
    }
    let files = try Tar.entries(bytes, file: path).map { entry in
      CIFARDataSet.File(
        name: lastComponent(entry.name), label: "\(path): \(entry.name)"
      ) { () throws(TrainingDataError) in entry.contents }
    }
    let folder = path.split(separator: "/").dropLast().last.map(String.init)
    return try CIFARDataSet(name: folder ?? lastComponent(path), files: files)?.open()
  }
}
