import Architectures
import Files
import Foundation
import Interchange
import Networks
import ProxyTraining

extension ExportCommand {
  /// Whose names a file of weights gets: those asked for, or the library's other ones where the
  /// network pads and normalises as they imply.
  ///
  /// - Throws: ``InputError`` where the weights would mean another network under these names.
  func target(
    for architecture: Architecture?, _ conventions: WeightNaming
  ) throws -> WeightNaming {
    let asked = to ?? conventions
    guard let architecture else { return asked }
    let candidates: [WeightNaming] =
      asked == .timm || asked == .timmTensorFlow ? [asked, .timm, .timmTensorFlow] : [asked]
    let fitting = try candidates.first {
      try WeightConventions($0.adapted(architecture)) == WeightConventions(architecture)
    }
    // What the file of weights itself states goes on to be stated.
    guard let target = fitting ?? (to == nil ? asked : nil) else {
      let isTimms = candidates.count > 1
      throw InputError(
        "the weights are for a network that pads and normalises as under --naming "
          + "\(conventions.rawValue); under \(asked.rawValue)'s names they would mean another"
          + (isTimms
            ? ": --output with a name in .py writes a network of timm's that keeps both, and its weights"
            : ": train it with --naming \(asked.rawValue)"))
    }
    return target
  }

  /// Writes code that makes timm build the network, and the weights beside it.
  func writeTimm(
    _ model: TrainableModel, metadata: [String: String],
    values: () throws -> (ParameterID) throws -> [Float]
  ) throws {
    guard let architecture = model.architecture else {
      throw InputError(
        "'\(self.model)' is a graph of layers, which timm's block strings cannot express; without "
          + "--to timm the code is plain PyTorch's")
    }
    let timm = try TimmModel(architecture)
    try writeCode(timm.code) {
      try timm.writeWeights(of: model.network, to: $0, metadata: metadata, values: values())
    }
  }
}
