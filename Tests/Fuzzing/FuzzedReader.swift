/// What reads files from strangers, one case a target.
enum FuzzedReader: String, CaseIterable {
  /// An architecture file, the network that it lowers to, and the file written again.
  case architecture
  /// A search file, and its definition as JSON.
  case search
  /// A space file, compiled.
  case space
  /// A device file, and the file written again.
  case device
  /// A line of TensorFlow's or timm's notation, and the line written again.
  case blockString = "block-string"
  /// `times.csv` of `latency --import`.
  case times
  /// A file of labels, and one of images, gzipped or not.
  case idx
  /// CIFAR's binary batches.
  case cifar
  /// A `.tar` or `.tar.gz` that should hold CIFAR, checksums put right for half of them.
  case archive
  /// A DEFLATE stream, beside zlib.
  case deflate
  /// A gzip file, checksums put right for half of them.
  case gzip
  /// The header of a PNG or JPEG file.
  case imageHeader = "image-header"
  /// A PNG or JPEG file decoded, checksums put right for half of them.
  case image
  /// Header and data of a safetensors file, and the file written again.
  case safetensors
  /// The index of a safetensors file in parts.
  case safetensorsIndex = "safetensors-index"
  /// A model's messages, its count, and the network that it is.
  case onnx
  /// The lines of a journal, by the scanner and by the decoder.
  case journal
  /// A study's journal beside the definition that it was made under.
  case study
  /// `definition.json` of every kind, and the file written again.
  case definition
  /// `family.json`, and the file written again.
  case family
  /// Results of a command, and a table of them.
  case resultLine = "result-line"
  /// A request and a result of a cluster's node.
  case clusterFile = "cluster-file"

  /// Reads `bytes` as a file's.
  ///
  /// - Throws: What the reader refuses them with.
  func read(_ bytes: [UInt8]) throws {
    switch self {
    case .architecture: try FuzzedTexts.architecture(bytes)
    case .search: try FuzzedTexts.search(bytes)
    case .space: try FuzzedTexts.space(bytes)
    case .device: try FuzzedTexts.device(bytes)
    case .blockString: try FuzzedTexts.blockString(bytes)
    case .times: try FuzzedTexts.times(bytes)
    case .idx: try FuzzedData.idx(bytes)
    case .cifar: try FuzzedData.cifar(bytes)
    case .archive: try FuzzedData.archive(bytes)
    case .deflate: try FuzzedCompression.deflate(bytes)
    case .gzip: try FuzzedCompression.gzip(bytes)
    case .imageHeader: try FuzzedData.imageHeader(bytes)
    case .image: try FuzzedData.image(bytes)
    case .safetensors: try FuzzedWeights.safetensors(bytes)
    case .safetensorsIndex: try FuzzedWeights.index(bytes)
    case .onnx: try FuzzedWeights.onnx(bytes)
    case .journal: try FuzzedStudies.journal(bytes)
    case .study: try FuzzedStudies.study(bytes)
    case .definition: try FuzzedStudies.definition(bytes)
    case .family: try FuzzedStudies.family(bytes)
    case .resultLine: try FuzzedStudies.resultLine(bytes)
    case .clusterFile: try FuzzedStudies.clusterFile(bytes)
    }
  }

  /// The most memory, in bytes, that reading so many bytes may take, beside that of the bytes themselves.
  func memoryBound(of count: Int) -> Int { 64 << 20 + bytesPerInputByte * count }

  private var bytesPerInputByte: Int {
    switch self {
    // DEFLATE makes up to 1,032 bytes of one, in a buffer that doubles, of which the contents are taken.
    case .idx, .archive, .deflate, .gzip: 4 * 1032
    default: 0
    }
  }
}

/// A result that contradicts another: what a check of a reader finds beside crashes.
func requireEqual<Value: Equatable>(_ one: Value, _ other: Value, _ what: String) {
  guard one == other else { fatalError("\(what):\n\(one)\n\(other)") }
}
