package import Files

/// Files of other programs that are met where a network or weights are expected, told by how they
/// begin: a name's ending is what people choose.
package enum ForeignFormat: Hashable, Sendable {
  /// An ONNX model, which can be counted, and run where its operators are ours.
  case onnx
  /// What `torch.save` writes: objects that reading would have to run code for.
  case pickle
  /// A Keras model as an archive.
  case keras
  /// HDF5, in which Keras used to keep models and weights.
  case hdf5
  case tensorFlowLite
  case savedModel
  case coreML
  /// Weights without a network.
  case safetensors

  /// The format of what is at `path`; `nil` where it is none of these, or nothing is there.
  ///
  /// - Throws: `FileError` where it cannot be read.
  package init?(path: String) throws(FileError) {
    let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    switch FileKind(of: path) {
    case .nothing: return nil
    case .folder:
      if ending == "mlpackage" {
        self = .coreML
      } else if FileKind(of: path + "/saved_model.pb") == .file {
        self = .savedModel
      } else {
        return nil
      }
    case .file, .other:
      if try SafetensorsFile.isOne(path: path) {
        self = .safetensors
        return
      }
      self.init(start: try FileReader(path: path).prefix(256), ending: ending)
    }
  }

  /// The format of a file whose first bytes are `start`; its name ends in `ending`.
  private init?(start: [UInt8], ending: String) {
    func begins(_ text: String, at offset: Int = 0) -> Bool {
      start.dropFirst(offset).starts(with: text.utf8)
    }
    if begins("TFL3", at: 4) {
      self = .tensorFlowLite
    } else if start.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .hdf5
    } else if begins("PK\u{3}\u{4}") {
      self = ending == "keras" ? .keras : .pickle
    } else if start.count > 1, start[0] == 0x80, (2...5).contains(start[1]) {
      self = .pickle
    } else if ending == "mlmodel" {
      self = .coreML
    } else if ending == "onnx" || Self.beginsAsONNX(start) {
      self = .onnx
    } else {
      return nil
    }
  }

  /// A version of the format (field 1), and then one of the fields that come with a model.
  private static func beginsAsONNX(_ start: [UInt8]) -> Bool {
    let next: Set<UInt8> = [0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42, 0x72]
    return start.count > 2 && start[0] == 0x08 && (3...31).contains(start[1])
      && next.contains(start[2])
  }

  /// Whether a name is meant as a file of one of these: no network of the zoo ends so.
  package static func isNamed(_ text: String) -> Bool {
    let endings: Set = [
      "onnx", "pth", "pt", "pt2", "bin", "ckpt", "keras", "h5", "hdf5", "tflite", "mlmodel",
      "mlpackage", "safetensors",
    ]
    return text.split(separator: ".").last.map { endings.contains($0.lowercased()) } ?? false
      && text.contains(".")
  }

  /// What the file is, in words.
  package var name: String {
    switch self {
    case .onnx: "an ONNX model"
    case .pickle: "a PyTorch file (a pickle), which is not opened, as that would run its code"
    case .keras: "a Keras model"
    case .hdf5: "an HDF5 file, as Keras writes"
    case .tensorFlowLite: "a TensorFlow Lite model"
    case .savedModel: "a TensorFlow SavedModel"
    case .coreML: "a Core ML model"
    case .safetensors: "a safetensors file: weights without a network"
    }
  }

  /// The error of such a file in place of a network.
  package func refusedAsNetwork(_ path: String) -> FileError {
    FileError(.wrongType, file: path, "\(name); \(adviceForNetwork)")
  }

  private var adviceForNetwork: String {
    switch self {
    case .onnx:
      "expected a known network or an architecture file"
    case .pickle:
      """
      write the network as ONNX, with the model that it belongs to:
        model.load_state_dict(torch.load("\u{2026}.pth", weights_only=True))
        torch.onnx.export(model.eval(), (torch.zeros(1, 3, 224, 224),), "model.onnx")
      """
    case .keras, .hdf5:
      """
      write it as ONNX:
        model = keras.models.load_model("\u{2026}")
        model.export("model.onnx", format="onnx")
      """
    case .tensorFlowLite:
      "write it as ONNX: python -m tf2onnx.convert --tflite model.tflite --output model.onnx"
    case .savedModel:
      "write it as ONNX: python -m tf2onnx.convert --saved-model FOLDER --output model.onnx"
    case .coreML: "it is not read; export the network as ONNX from where it was trained"
    case .safetensors:
      "name the network that they belong to, and give them with --weights or --from"
    }
  }

  /// The error of such a file in place of weights.
  package func refusedAsWeights(_ path: String) -> FileError {
    FileError(.wrongType, file: path, "\(name); \(adviceForWeights)")
  }

  private var adviceForWeights: String {
    switch self {
    case .pickle:
      """
      write the weights as safetensors:
        weights = torch.load("\u{2026}.pth", weights_only=True, map_location="cpu")
        safetensors.torch.save_file({k: v.contiguous() for k, v in weights.items()}, "weights.safetensors")
      """
    case .onnx, .keras, .hdf5, .tensorFlowLite, .savedModel, .coreML, .safetensors:
      "expected weights in a safetensors file"
    }
  }
}
