import Files
import Interchange
import ONNX

/// What reads files from strangers.
enum FuzzedReader: String, CaseIterable {
  /// A model's messages, its count, and the network that it is.
  case onnx

  /// Reads `bytes` as a file's.
  ///
  /// - Throws: What the reader refuses them with.
  func read(_ bytes: [UInt8]) throws {
    switch self {
    case .onnx:
      let model = try ModelMessage(bytes: bytes, file: "fuzzed.onnx")
      let inputs = ["1x3x8x8", "1x3x224x224"].compactMap(InputShape.init)
      for input in [[], [inputs[0]], [inputs[1]]] {
        if (try? ModelCount(of: model, inputs: input)) != nil {
          _ = try ONNXImport(model, inputs: input).values()
        }
      }
    }
  }
}
