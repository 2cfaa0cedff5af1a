import Files

extension DataSet {
  /// Opens the data set at a path, whatever its format.
  ///
  /// Known are folders of IDX files (MNIST's format, any image size, gzipped or not) and the binary
  /// versions of CIFAR-10 and CIFAR-100 as a folder, a `.tar` or a `.tar.gz`; folders with one sub-folder
  /// of PNG and JPEG images per class, which take the system's libpng and libturbojpeg.
  ///
  /// What a path means is decided by what it is, by its name and by how its contents begin, never by
  /// what lies beside it: a file is an archive, or by its name a part of an IDX or CIFAR data set, which
  /// is then opened and has that part. A pipe, or `-` for standard input, gives an archive.
  ///
  /// - Throws: ``TrainingDataError`` naming the file, the byte and what was expected there; for a
  ///   folder without a data set, what was looked for.
  public static func open(_ path: String) throws(TrainingDataError) -> DataSet {
    switch FileKind(of: path) {
    case .folder:
      return try openFolder(path)
    case .file:
      if let data = try openPart(path) { return data }
      return try openFile(path)
    case .other:
      return try openFile(path)
    case .nothing:
      throw TrainingDataError(
        .unreadable, file: path, "there is no such file or folder, or no access to it")
    }
  }

  /// The data set that a file is a part of by its name; `nil` where its name says no such thing.
  private static func openPart(_ path: String) throws(TrainingDataError) -> DataSet? {
    let (folder, name) = (Folder.holding(path), lastComponent(path))
    if IDXDataSet.isPart(name) {
      // Of a file that is there packed and unpacked, the one that was named.
      let twin = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name + ".gz"
      let names = try FileBytes.names(in: folder).filter { $0 != twin }
      guard let data = try IDXDataSet(folder: folder, names: names), data.has(name) else {
        throw TrainingDataError(
          .unknownFormat, file: path,
          "part of an IDX data set by its name, but of none in its folder; looked for "
            + IDXDataSet.expectation)
      }
      return try data.open()
    }
    guard let kin = CIFARDataSet.kin(of: name) else { return nil }
    let names = try FileBytes.names(in: folder).filter(kin)
    guard let data = try CIFARDataSet(name: lastComponent(folder), files: files(folder, names))
    else {
      throw TrainingDataError(
        .unknownFormat, file: path,
        "part of a CIFAR data set by its name, but of none in its folder; looked for "
          + CIFARDataSet.expectation)
    }
    return try data.open()
  }

  /// The data set that one file is by itself.
  private static func openFile(_ path: String) throws(TrainingDataError) -> DataSet {
    let start = try FileBytes.readStart(FileSignature.length, of: path).bytes
    let signature = FileSignature(start)
    guard isArchiveName(path) || signature == .gzip || signature == .tar else {
      let found = signature.map { "found \($0.rawValue); " } ?? ""
      throw TrainingDataError(
        .unknownFormat, file: path,
        "no data set that is known: \(found)expected a .tar or .tar.gz, a safetensors file, or a "
          + "folder with \(IDXDataSet.expectation); \(CIFARDataSet.expectation); "
          + ImageFolderLayout.expectation)
    }
    if let data = try openArchive(path) { return data }
    throw TrainingDataError(
      .unknownFormat, file: path,
      "the archive holds no data set; looked for \(CIFARDataSet.expectation)")
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
    let name = folder ?? lastComponent(StreamName.input(path))
    return try CIFARDataSet(name: name, files: files)?.open()
  }
}
