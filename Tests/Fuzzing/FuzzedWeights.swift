@testable import Interchange
@testable import ONNX

/// Readers of networks and their weights.
enum FuzzedWeights {
  static func safetensors(_ bytes: [UInt8]) throws {
    let file = try SafetensorsFile(path: FuzzedFiles.write(bytes, name: "fuzzed.safetensors"))
    var tensors: [NamedTensor] = []
    for entry in file.entries {
      let floats = try file.floats(entry.name)
      requireEqual(floats.count, entry.count, "as many as the header says")
      if entry.element.isInteger { _ = try? file.integers(entry.name) }
      _ = try? file.finiteFloats(entry.name)
      tensors.append(
        NamedTensor(name: entry.name, shape: entry.shape, elements: .float32(floats)))
    }
    try check(tensors, file.metadata)
  }

  /// Written, and read again.
  private static func check(_ tensors: [NamedTensor], _ metadata: [String: String]) throws {
    let path = "\(FuzzedFiles.folder)/written.safetensors"
    try SafetensorsFile.write(tensors, metadata: metadata, to: path)
    let read = try SafetensorsFile(path: path)
    requireEqual(read.metadata, metadata, "metadata")
    requireEqual(Set(read.entries.map(\.name)), Set(tensors.map(\.name)), "names")
    for tensor in tensors {
      guard case .float32(let floats) = tensor.elements else { continue }
      requireEqual(
        try read.floats(tensor.name).map(\.bitPattern), floats.map(\.bitPattern), tensor.name)
      requireEqual(read.entry(named: tensor.name)?.shape, tensor.shape, tensor.name)
    }
  }

  /// The parts that are there, so that an index can fit them.
  private static let parts: String = {
    let folder = FuzzedFiles.makeFolder("parts")
    for (name, tensor) in [("a", "t"), ("b", "u")] {
      let tensor = NamedTensor(name: tensor, shape: [1], elements: .float32([1]))
      guard (try? SafetensorsFile.write([tensor], to: "\(folder)/\(name)")) != nil else {
        fatalError("\(folder) cannot be written")
      }
    }
    return folder
  }()

  static func index(_ bytes: [UInt8]) throws {
    _ = parts
    let set = try SafetensorsSet(path: FuzzedFiles.write(bytes, name: "parts/fuzzed.json"))
    for entry in set.entries { _ = try set.finiteFloats(entry.name) }
  }

  static func onnx(_ bytes: [UInt8]) throws {
    // A file beside it, in which a model's numbers may be.
    _ = FuzzedFiles.write([UInt8](repeating: 0x3F, count: 4096), name: "data.bin")
    let model = try ModelMessage(path: FuzzedFiles.write(bytes, name: "fuzzed.onnx"))
    for tensor in model.graph.initializers { _ = try? model.floats(of: tensor) }
    let inputs = ["1x3x8x8", "1x3x224x224"].compactMap(InputShape.init)
    for input in [[], [inputs[0]], [inputs[1]]] {
      if (try? ModelCount(of: model, inputs: input)) != nil {
        _ = try ONNXImport(model, inputs: input).values()
      }
    }
  }
}
