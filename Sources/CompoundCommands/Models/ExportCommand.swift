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
      onnx: for inference, with images [N, C, H, W] as 'input' and logits as 'output'. safetensors: \
      the weights alone, under the names of --to. python, with --to timm: a program that builds the \
      network with timm (arch_def and arguments), and the weights beside it.
      Example:
        compound export efficientnet-b0 --weights b0.safetensors --output b0.onnx
        compound export my-net.yaml --weights my.safetensors --to timm --output my.py
      """)

  enum FileFormat: String, CaseIterable, ExpressibleByArgument {
    case onnx, safetensors, python

    /// The format that a file's ending says.
    init?(ending: String) {
      self.init(rawValue: ending == "py" ? "python" : ending)
    }
  }

  @Argument(help: "A known network or an architecture file.")
  var model: String

  @Option(help: "File to write.")
  var output: String

  @Option(help: "What to write. (default: after the ending of --output)")
  var format: FileFormat?

  @Option(
    help:
      "A checkpoint, or a safetensors file of weights; without it, random weights, and for Python none."
  )
  var weights: String?

  @Option(
    help: "Whose names --weights has: compound, torchvision, timm, timm-tf, efficientnet-pytorch.")
  var naming: WeightNaming?

  @Option(help: "Whose names safetensors get. (default: those of --weights, else compound)")
  var to: WeightNaming?

  @Option(help: "Seed of random weights.")
  var seed = 0

  @OptionGroup(title: "Changes to the model") var changes: ModelChanges

  func validate() throws {
    guard seed >= 0 else { throw ValidationError("--seed \(seed): expected 0 or more") }
    if format == nil, outputFormat == nil {
      throw ValidationError(
        "--output \(output): its ending says none of onnx, safetensors and py; add --format")
    }
    if outputFormat == .python, to != .timm, to != .timmTensorFlow {
      throw ValidationError("--output \(output): Python is written for timm; add --to timm")
    }
  }

  private var outputFormat: FileFormat? {
    format ?? FileFormat(ending: URL(fileURLWithPath: output).pathExtension)
  }

  func run(_ streams: Streams) throws {
    try OutputFile.check(output)
    let source = try ModelSource(model)
    let plain = try TrainableModel(source, changes)
    let stored = try weights.map {
      try StartingWeights(
        path: $0, for: plain.network, from: plain.architecture, naming: naming)
    }
    for note in stored?.notes ?? [] {
      streams.diagnostics("compound: \(stored?.path ?? ""): \(note)")
    }
    var changes = changes
    changes.sizes.channels.classes = changes.sizes.channels.classes ?? stored?.classes
    let isPython = outputFormat == .python
    let conventions = naming ?? stored?.naming ?? (isPython ? nil : to) ?? .compound
    let model = try TrainableModel(
      source, changes, naming: conventions, conventions: stored?.conventions,
      isRegularized: isPython)
    let metadata = stored.map(\.metadata)?.filter { $0.key.hasPrefix("normalization.") } ?? [:]
    switch outputFormat {
    case .python:
      try writeTimm(
        model, metadata: metadata, values: stored == nil ? nil : values(of: model, stored))
    case .onnx, nil:
      try ONNXFile.check(model.network, path: output)
      try ONNXFile.write(model.network, to: output, values: values(of: model, stored))
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
