import ArgumentParser
import Architectures
import Files
import Foundation
import Interchange
import NetworkExecution
import Networks
import ProxyTraining

struct ExportCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a network with its weights for other programs.",
    discussion: """
      onnx: for inference, with images [N, C, H, W] as 'input', any N, and logits as 'output'; with \
      operators of version --opset and the first version of the format that has these (IR 9 for 20); \
      with the network's name, costs and origin as metadata. py: PyTorch code, plain torch.nn, or \
      with --to timm what makes timm build the network (arch_def and arguments), and beside it the \
      weights it loads. safetensors: the weights alone, under the names of --to.
      Examples:
        compound export resnet-18 --weights resnet18.safetensors --output resnet18.onnx
        compound export my-net.yaml --weights my.safetensors --output my_net.py
      """)

  enum FileFormat: String, CaseIterable, ExpressibleByArgument {
    case onnx, py, safetensors
  }

  @Argument(
    help: "A known network, an architecture file, or an ONNX file, which has its weights.",
    completion: Completions.model)
  var model: String

  @Option(help: "File to write.", completion: .file())
  var output: String

  @Option(help: "What to write. (default: after the ending of --output)")
  var format: FileFormat?

  @Option(
    help: """
      A checkpoint, or a safetensors file of weights. (default: an ONNX file's own, else random ones)
      """,
    completion: .file())
  var weights: String?

  @Option(
    help: "Whose names --weights has: compound, torchvision, timm, timm-tf, efficientnet-pytorch.")
  var naming: WeightNaming?

  @Option(
    help:
      "Whose names safetensors get; with code, timm for its builder. (default: those of --weights, else compound)"
  )
  var to: WeightNaming?

  @Option(help: "Seed of random weights.")
  var seed = 0

  @OptionGroup var onnx: ONNXOptions
  @OptionGroup var inputs: InputOptions
  @OptionGroup(title: "Changes to the model") var changes: ModelChanges

  func validate() throws {
    guard seed >= 0 else { throw ValidationError("--seed \(seed): expected 0 or more") }
    if format == nil, outputFormat == nil {
      throw ValidationError(
        "--output \(output): its ending says neither onnx, py nor safetensors; add --format")
    }
    guard outputFormat == .onnx || onnx.given.isEmpty else {
      throw ValidationError("\(onnx.given[0]) goes with --format onnx")
    }
    if outputFormat == .py, let to, to != .timm, to != .timmTensorFlow {
      throw ValidationError(
        "--to \(to.rawValue): code is plain PyTorch's, or timm's; leave --to out, or say --to timm")
    }
  }

  private var outputFormat: FileFormat? {
    format ?? FileFormat(rawValue: URL(fileURLWithPath: output).pathExtension)
  }

  func run(_ streams: Streams) throws {
    try OutputFile.check(output)
    let source = try ModelSource(model, inputs)
    for note in source.notes { streams.diagnostics("compound: \(note)") }
    let plain = try TrainableModel(source, changes)
    let stored =
      try weights.map {
        try StartingWeights(
          path: $0, for: plain.network, from: plain.architecture, naming: naming)
      } ?? source.weights()
    for note in stored?.notes ?? [] {
      streams.diagnostics("compound: \(stored?.path ?? ""): \(note)")
    }
    var changes = changes
    changes.sizes.channels.classes = changes.sizes.channels.classes ?? stored?.classes
    let isCode = outputFormat == .py
    let conventions = naming ?? stored?.naming ?? (isCode ? nil : to) ?? .compound
    let model = try TrainableModel(
      source, changes, naming: conventions, conventions: stored?.conventions,
      isRegularized: isCode)
    let metadata = stored.map(\.metadata)?.filter { $0.key.hasPrefix("normalization.") } ?? [:]
    switch outputFormat {
    case .py where to != nil:
      try writeTimm(model, metadata: metadata) { try values(of: model, stored) }
    case .py:
      try writeCode {
        PyTorchFile.code(model.network, from: model.architecture, weights: $0)
      } writeWeights: {
        try PyTorchFile.writeWeights(
          model.network, from: model.architecture, to: $0, values: values(of: model, stored))
      }
    case .onnx, nil:
      try ONNXFile.check(model.network, path: output)
      let origin = self.changes.given().isEmpty ? source.origin : nil
      try ONNXFile.write(
        model.network, to: output, settings: onnx.settings(model.network, origin),
        values: values(of: model, stored))
    case .safetensors:
      let target = try target(for: model.architecture, conventions)
      if let to, to != target {
        streams.diagnostics(
          "compound: \(output): the network pads and normalises as under --naming "
            + "\(target.rawValue), so these are weights of \(target.rawValue)")
      }
      _ = try target.names(of: model.network, from: model.architecture)
      try WeightFile.write(
        model.network, from: model.architecture, naming: target, to: output,
        metadata: metadata, values: values(of: model, stored))
    }
  }

  /// Writes code and, where it goes into a file, the weights beside it, first: code is not there without
  /// them.
  ///
  /// - Parameters:
  ///   - code: The code, given what the file of weights is called; `nil` for none.
  ///   - writeWeights: Writes the weights to a path.
  /// - Throws: `FileError` where a file cannot be written, and what `writeWeights` throws.
  func writeCode(
    _ code: (_ weights: String?) -> String, writeWeights: (_ path: String) throws -> Void
  ) throws {
    let path =
      OutputFile.isStandardOutput(output) ? nil : PyTorchFile.weightsPath(beside: output)
    let code = code(path.map { URL(fileURLWithPath: $0).lastPathComponent })
    if let path {
      try OutputFile.check(path)
      try checkReplaceable(path)
      try writeWeights(path)
    }
    try OutputFile.write(output, bytes: Array(code.utf8))
  }

  /// Refuses to take the place of weights that are not those of such code: nobody named that file as one
  /// to write.
  private func checkReplaceable(_ path: String) throws {
    guard access(path, F_OK) == 0 else { return }
    let real = { (path: String) in URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
    // What this program saves for itself says under which names; beside code that goes without saying, but
    // for timm's.
    let naming = (try? SafetensorsFile(path: path).metadata).map { $0["naming"] }
    let isOfCode = naming == .some(nil) || (to != nil && naming??.hasPrefix("timm") == true)
    guard isOfCode, weights.map({ real($0) != real(path) }) ?? true else {
      throw InputError(
        "\(path): the code's weights would take the place of these; give --output another name, such as "
          + "\(path.dropLast(".safetensors".count))_torch.py")
    }
  }

  /// The weights of a file, or random ones.
  private func values(
    of model: TrainableModel, _ stored: StartingWeights?
  ) throws -> (ParameterID) throws -> [Float] {
    let store = try ParameterStore(ParameterLayout(model.network))
    if let stored {
      try store.load(
        stored.values(
          for: model.network, from: model.architecture, replacesClassifier: false,
          adaptsStem: changes.sizes.channels.inputChannels != nil))
    } else {
      store.initialize(model.network, .fanOut, seed: UInt64(seed))
    }
    return { parameter in
      guard let tensor = store.layout.tensor(parameter) else {
        throw InternalFailure(message: "no parameter '\(model.network.name(of: parameter))'")
      }
      return store.values(of: tensor)
    }
  }
}
