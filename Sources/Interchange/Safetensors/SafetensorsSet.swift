public import Files

/// The tensors of one safetensors file, or of several that an index names
/// (`model.safetensors.index.json`, as Hugging Face's libraries write large networks).
///
/// An index is a JSON object whose `weight_map` says in which file beside it each tensor lies; that
/// must be every tensor of those files, and no other.
public struct SafetensorsSet: Sendable {
  /// Where the file or the index was opened, as the caller wrote it; standard input by that name.
  public let path: String
  /// Texts that the writer left beside the tensors, of the first file where there are several.
  public let metadata: [String: String]
  /// File by file, in the order of their bytes.
  public let entries: [SafetensorsEntry]
  private let files: [String: SafetensorsFile]
  private let indices: [String: Int]

  /// Whether a path names an index rather than a safetensors file.
  public static func isIndex(path: String) -> Bool { path.hasSuffix(".json") }

  /// Opens the file at `path`, or the files that the index there names.
  ///
  /// - Throws: `FileError` where one breaks the format, and for an index that names a file outside its
  ///   folder or one that is not there, or disagrees with its files.
  public init(path: String) throws(FileError) {
    guard Self.isIndex(path: path) else {
      self.init(try SafetensorsFile(path: path))
      return
    }
    let index = try SafetensorsIndex(path: path)
    var files: [String: SafetensorsFile] = [:]
    var entries: [SafetensorsEntry] = []
    var metadata: [String: String]?
    for name in index.files {
      guard let place = FileBeside.path(name, beside: path) else {
        throw FileError(
          .outOfRange, file: path, "it names '\(name)', which is a link to outside its folder")
      }
      guard FileKind(of: place) == .file else {
        throw FileError(
          .missing, file: path, "it names '\(name)', and there is no such file beside it")
      }
      let file = try SafetensorsFile(path: place)
      metadata = metadata ?? file.metadata
      for entry in file.entries {
        guard files.updateValue(file, forKey: entry.name) == nil else {
          throw FileError(
            .duplicate, file: path,
            "tensor '\(entry.name)' is in '\(name)' and in a file before; expected each name once")
        }
        guard index.places[entry.name] == name else {
          throw FileError(
            .mismatch, file: path,
            "tensor '\(entry.name)' is in '\(name)'; the index has it "
              + (index.places[entry.name].map { "in '\($0)'" } ?? "in no file"))
        }
      }
      entries += file.entries
    }
    let missing = index.places.filter { files[$0.key] == nil }
    if let (tensor, name) = missing.min(by: { $0.key < $1.key }) {
      throw FileError(.missing, file: path, "tensor '\(tensor)' is not in '\(name)'")
    }
    self.init(path: path, metadata: metadata ?? [:], entries: entries, files: files)
  }

  /// The tensors of a file that is open.
  public init(_ file: SafetensorsFile) {
    self.init(
      path: file.path, metadata: file.metadata, entries: file.entries,
      files: Dictionary(uniqueKeysWithValues: file.entries.map { ($0.name, file) }))
  }

  private init(
    path: String, metadata: [String: String], entries: [SafetensorsEntry],
    files: [String: SafetensorsFile]
  ) {
    self.path = path
    self.metadata = metadata
    self.entries = entries
    self.files = files
    indices = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) })
  }

  /// What is said of the tensor of that name; `nil` where there is none.
  public func entry(named name: String) -> SafetensorsEntry? {
    indices[name].map { entries[$0] }
  }

  /// The elements of a tensor that a network is to compute with.
  ///
  /// - Throws: as ``SafetensorsFile/finiteFloats(_:)``.
  public func finiteFloats(_ name: String) throws(FileError) -> [Float] {
    guard let file = files[name] else {
      throw FileError(.missing, file: path, "there is no tensor '\(name)'")
    }
    return try file.finiteFloats(name)
  }
}

/// What an index says: in which file each tensor lies.
private struct SafetensorsIndex {
  let places: [String: String]
  /// The files, in the order of their names.
  var files: [String] { Set(places.values).sorted() }

  init(path: String) throws(FileError) {
    let reader = try FileReader(path: path)
    guard reader.size <= SafetensorsHeader.maximumBytes else {
      throw FileError(
        .outOfRange, file: path,
        "the index has \(reader.size) bytes; expected at most \(SafetensorsHeader.maximumBytes)")
    }
    var scanner = HeaderScanner(
      try reader.bytes(at: 0, count: reader.size), file: path, offset: 0, part: "the index")
    var places: [String: String]?
    try scanner.object { scanner, key throws(FileError) in
      guard key == "weight_map" else { return try scanner.skipValue() }
      guard places == nil else {
        throw FileError(.duplicate, file: path, "'weight_map' stands twice; expected once")
      }
      var found: [String: String] = [:]
      try scanner.object { scanner, tensor throws(FileError) in
        let name = try scanner.string()
        try Self.check(name, tensor: tensor, path: path)
        guard found.updateValue(name, forKey: tensor) == nil else {
          throw FileError(
            .duplicate, file: path, "tensor '\(tensor)' stands twice; expected each name once")
        }
      }
      places = found
    }
    try scanner.end()
    guard let places, !places.isEmpty else {
      throw FileError(
        .missing, file: path,
        "no 'weight_map' with tensors; expected the index of a safetensors file in parts")
    }
    self.places = places
  }

  /// A file of the index's folder or one below it.
  private static func check(_ name: String, tensor: String, path: String) throws(FileError) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.contains(where: { $0.isEmpty || $0 == ".." || $0 == "." }),
      !name.unicodeScalars.contains("\0")
    else {
      throw FileError(
        .outOfRange, file: path,
        "tensor '\(tensor)' is said to be in '\(name)'; expected a file in the index's folder")
    }
  }
}
