import Files
import Interchange
import Networks
import ONNX

/// An ONNX file that was named as a `<model>`, counted.
struct ONNXModel {
  let model: ModelMessage
  let count: ModelCount

  /// The model in the file at `path`; `nil` where that is not meant as, or does not hold, an ONNX
  /// model.
  ///
  /// - Throws: `FileError` where it cannot be read or counted.
  init?(_ path: String, _ options: InputOptions) throws {
    guard try ForeignFormat(model: path) == .onnx else { return nil }
    model = try ModelMessage(path: path)
    count = try ModelCount(of: model, inputs: options.input)
  }

  /// The file's name.
  var name: String { model.file.split(separator: "/").last.map(String.init) ?? model.file }

  /// Height and width of the first input that is an image; `nil` where none is.
  var resolution: Resolution? {
    count.inputs.lazy.filter { $0.shape.count == 4 }.map(\.shape).first.map { shape in
      // TensorFlow's files have the channels last, which are few.
      let pixels = shape[3] <= 4 && shape[1] > 4 ? shape[1...2] : shape[2...3]
      return Resolution(height: pixels.first ?? 0, width: pixels.last ?? 0)
    }
  }

  /// Refuses options that mean nothing for such a file.
  func refuse(_ options: [String]) throws {
    guard let first = options.first else { return }
    throw InputError(
      "\(first) is not for ONNX files, which are counted as they are; "
        + "--input sets what a file leaves open")
  }

  /// Refuses a model that has nodes whose cost is not known.
  func refuseUncounted() throws {
    let unknown = count.nodes.filter { $0.knowledge != .known }
    guard let first = unknown.first else { return }
    let reason =
      first.knowledge == .unknownOperator
      ? "no cost is known of the operator" : "a shape depends on data or on an unknown operator"
    throw InputError(
      "\(model.file): \(unknown.count) of \(count.nodes.count) nodes are not counted, the first "
        + "'\(first.name)' (\(first.operatorName)): \(reason); without --strict they are listed")
  }
}

extension ForeignFormat {
  /// The format of the file that a `<model>` names; `nil` where it names none of these.
  init?(model text: String) throws(FileError) {
    guard text.looksLikePath || Self.isNamed(text) else { return nil }
    try self.init(path: text)
  }
}
