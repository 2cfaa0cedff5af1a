import ArgumentParser
import Architectures
import Interchange
import ModelZoo
import Networks
import ONNX
import ProxyTraining

/// What `<model>` stands for: a network of the zoo, an architecture file, or the graph in an ONNX file.
struct ModelSource {
  /// The description by stages, or the graph of a network that has none.
  let description: any ScalableArchitecture
  /// The accuracy that is stated of it as it is.
  let accuracy: PublishedAccuracy?
  /// How it was made, where an architecture file says so.
  let origin: ArchitectureOrigin?
  /// The file of a model that comes with weights.
  private let file: (path: String, contents: ONNXImport)?

  /// The model of that name, or in the file at that path.
  ///
  /// - Parameters:
  ///   - text: the name or path.
  ///   - inputs: shapes that an ONNX file leaves open.
  /// - Throws: what is wrong with a name or a file, and with `inputs` for a model that is none.
  init(_ text: String, _ inputs: InputOptions? = nil) throws {
    if let foreign = try ForeignFormat(model: text) {
      guard foreign == .onnx else { throw foreign.refusedAsNetwork(text) }
      let contents = try ONNXImport(ModelMessage(path: text), inputs: inputs?.input ?? [])
      (description, file) = (contents.network, (text, contents))
      (accuracy, origin) = (nil, nil)
      return
    }
    try inputs?.refuse(for: text)
    file = nil
    if text.looksLikePath || ForeignFormat.isNamed(text) {
      let document = try ArchitectureFile.document(text)
      description = document.architecture
      (accuracy, origin) = (document.published, document.origin)
    } else {
      let model = try ModelZoo.model(named: text)
      description = model.architecture ?? ZooGraph(model)
      (accuracy, origin) = (model.accuracy, nil)
    }
  }

  /// What reports call it.
  var name: String { description.name }

  /// The description by stages, `nil` for networks that are graphs of cells.
  var architecture: Architecture? { description as? Architecture }

  /// What was left out of an ONNX file's nodes, a sentence each.
  var notes: [String] {
    file.map { file in file.contents.notes.map { "\(file.path): \($0)" } } ?? []
  }

  /// Whether the model comes with weights.
  var hasWeights: Bool { file != nil }

  /// The weights that the model comes with; `nil` for a name or an architecture file.
  ///
  /// - Throws: `FileError` where they are left out of an ONNX file, or in one that is missing.
  func weights() throws -> StartingWeights? {
    try file.map { file in
      let network = try file.contents.network.lowered()
      return StartingWeights(
        path: file.path, values: try file.contents.values(),
        classes: network.classifier == nil ? nil : network.outputShape.channels)
    }
  }

  /// What a network without stages is.
  var graphKind: String { file == nil ? "a graph of cells" : "read from an ONNX file" }

  /// The description by stages, for what needs depth and width.
  ///
  /// - Throws: ``InputError`` for a graph of cells, which has none.
  func stages() throws -> Architecture {
    guard let architecture else {
      throw InputError(
        "'\(name)' is \(graphKind), which has no stages to scale; "
          + "name a network described by stages")
    }
    return architecture
  }

  /// The network, with what the user changed.
  ///
  /// - Parameter changes: what the command line changes.
  /// - Returns: the lowered network.
  /// - Throws: what a network can't be built for.
  func network(_ changes: ModelChanges) throws -> Network {
    try changes.applied(to: description).lowered()
  }

  /// The network, with the sizes asked for.
  func network(_ sizes: RequestedSizes) throws -> Network {
    try description.with(sizes).lowered()
  }
}
