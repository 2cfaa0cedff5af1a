import ArgumentParser
import Files
import Foundation
import Interchange
import Networks
import ProxyTraining
import Reporting
import TrainingData

struct PredictCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Runs a network with given weights on images.",
    discussion: """
      Of a data set, the validation images; of a safetensors file without any, all. Weights are a checkpoint, or a \
      safetensors file with torchvision's, timm's or our names; the network then pads and normalises as \
      that library does. --input-channels 1 makes weights for three channels into ones for grey images, as \
      timm does, and other numbers likewise.
      Example:
        compound predict resnet-18 --weights resnet18.safetensors --data photos.safetensors
        compound predict model.onnx --data photos.safetensors --output logits.safetensors
      """)

  @Argument(
    help: "A known network, an architecture file, or an ONNX file, which has its weights.",
    completion: Completions.model)
  var model: String

  @Option(
    help: """
      A checkpoint, or a safetensors file of weights; of one in parts, its .index.json. (default: an \
      ONNX file's own)
      """)
  var weights: String?

  @Option(
    help: """
      \(DataSource.kinds) \
      and perhaps labels [N].
      """,
    completion: Completions.data)
  var data: String

  @Option(help: "Write the logits [N, classes] to this safetensors file.")
  var output: String?

  @Option(
    help:
      "Whose names the weights have: compound, torchvision, timm, timm-tf, efficientnet-pytorch.")
  var naming: WeightNaming?

  @Option(help: "Images at a time.")
  var batch = 32

  @OptionGroup var processors: ThreadsOption
  @OptionGroup var inputs: InputOptions
  @OptionGroup(title: "Changes to the model") var changes: ModelChanges
  @OptionGroup var format: FormatOption

  func validate() throws {
    guard (1...65_536).contains(batch) else {
      throw ValidationError("--batch \(batch): expected 1 to 65536")
    }
    if weights == nil, !model.looksLikePath, !ForeignFormat.isNamed(model) {
      throw ValidationError("'\(model)' is a network without weights: give them with --weights")
    }
  }

  func run(_ streams: Streams) throws {
    if let output { try OutputFile.check(output) }
    let weighted = try WeightedModel(
      ModelSource(model, inputs), weights: weights, naming: naming, changes)
    for note in weighted.notes { streams.diagnostics("compound: \(note)") }
    let classes = try weighted.classes()
    let images = try DataSource.openToPredict(data, classes: classes)
    let model = try weighted.model(for: images.data)
    let logits = try logits(model, weighted, of: images.data)
    let labels = images.hasLabels ? images.labels : nil
    let result = try PredictionResult(logits: logits, classes: classes, labels: labels)
    if let output { try write(logits, classes: classes, to: output) }
    let score = PredictionTable.score(
      result, model: model.network.name, data: images.data.name, weights: weighted.path)
    guard labels == nil, output == nil else {
      return format.print(score, to: streams.beside(output))
    }
    format.print(
      PredictionTable.predictions(result, classNames: images.data.classNames), to: streams)
  }

  private func logits(
    _ model: TrainableModel, _ weighted: WeightedModel, of data: DataSet
  ) throws -> [Float] {
    // Nobody else holds the values, so that the predictor releases them as it takes them over.
    let predictor = try Predictor(
      model.network, weights: try weighted.values(for: model),
      batch: min(batch, data.validation.count), threads: processors.threads,
      memoryLimit: WeightedModel.memoryLimit)
    return try predictor.logits(
      of: data.validation, normalization: weighted.normalization(for: data))
  }

  private func write(_ logits: [Float], classes: Int, to path: String) throws {
    let tensor = NamedTensor(
      name: "logits", shape: [logits.count / classes, classes], elements: .float32(logits))
    try SafetensorsFile.write([tensor], to: path)
  }
}
