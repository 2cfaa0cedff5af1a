import ArgumentParser
import Files
import Interchange
import Networks
import ProxyTraining
import Reporting
import TrainingData

struct ActivationMapCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "activation-map",
    abstract: "Draws what networks look at: class activation maps over images.",
    discussion: """
      For each image and network the class predicted, or that of --class, its probability, and where \
      in the image the network finds it: a PNG file each, and sheet.svg with all of them, a row an \
      image and a column a network, as Figure 7 of the paper. A map goes from black, where the least \
      speaks for the class, to pale yellow; it has the network's resolution, and its grain is that of \
      the last feature map, so that a larger --resolution shows more.
      Where the last feature map is averaged and the logits are linear in the means, the map is the \
      classifier's weights times the features (CAM, arXiv:1512.04150); with hidden layers or a \
      flattened map it is Grad-CAM (arXiv:1610.02391). Images are predict's, numbered as \
      there.
      Example:
        compound activation-map resnet-18 model.onnx --weights resnet18.safetensors \
      --data photos.safetensors --image 0 7
      """)

  @Argument(help: "Known networks, architecture files, or ONNX files, which have their weights.")
  var models: [String]

  @Option(
    help: """
      A checkpoint, or a safetensors file of weights; of one in parts, its .index.json. One for each \
      model that is no ONNX file, in order.
      """)
  var weights: [String] = []

  @Option(
    help: """
      shapes or braids, which are built in, a folder or archive of IDX or CIFAR files, or a \
      safetensors file with input [N, C, H, W] and perhaps labels [N].
      """)
  var data: String

  @Option(
    parsing: .upToNextOption, help: "Numbers of images, from 0. (default: the first four)")
  var image: [Int] = []

  @Option(
    name: .customLong("class"),
    help: "The number of the class to look for, from 0. (default: the likeliest of each image)")
  var label: Int?

  @Option(help: "The folder to write, made where it is not there.")
  var output = "activation-maps"

  @Option(
    help:
      "Whose names the weights have: compound, torchvision, timm, timm-tf, efficientnet-pytorch.")
  var naming: WeightNaming?

  @OptionGroup var processors: ThreadsOption
  @OptionGroup var inputs: InputOptions
  @OptionGroup(title: "Changes to the models") var changes: ModelChanges
  @OptionGroup var format: FormatOption

  func run(_ streams: Streams) throws {
    let weighted = try weightedModels()
    for note in weighted.flatMap(\.notes) { streams.diagnostics("compound: \(note)") }
    let images = try DataSource.openToPredict(data, classes: try classes(of: weighted))
    let indices = try chosen(of: images.data)
    var rows: [ActivationMapSheet.Row] = []
    var stems: Set<String> = []
    for model in weighted {
      try add(model, to: &rows, images, at: indices, stems: &stems)
    }
    let sheet = ActivationMapSheet(rows, data: images.data.name)
    let folder = try OutputFolder(output)
    for entry in rows.flatMap(\.entries) {
      try folder.write(entry.picture.png, name: entry.file)
    }
    try folder.write(sheet.svg, name: "sheet.svg")
    format.print(sheet.table, to: streams)
  }

  /// The models, each with the weights that are its.
  private func weightedModels() throws -> [WeightedModel] {
    let sources = try models.map { try ModelSource($0, inputs) }
    let needy = sources.filter { !$0.hasWeights }
    guard needy.count == weights.count else {
      let names = needy.map { "'\($0.name)'" }.joined(separator: ", ")
      throw InputError(
        "\(weights.count) --weights; expected \(needy.count), "
          + (needy.isEmpty
            ? "as ONNX files have their own"
            : needy.count == 1 ? "for \(names)" : "one for each of \(names), in this order"))
    }
    var rest = weights[...]
    return try sources.map { source in
      try WeightedModel(
        source, weights: source.hasWeights ? nil : rest.popFirst(), naming: naming, changes)
    }
  }

  /// The classes that all of them tell apart.
  private func classes(of weighted: [WeightedModel]) throws -> Int {
    let classes = try weighted.map { try $0.classes() }
    if let other = classes.firstIndex(where: { $0 != classes[0] }) {
      throw InputError(
        "the weights of '\(models[other])' tell \(classes[other]) classes apart, those of "
          + "'\(models[0])' \(classes[0]); expected the same of all, which are shown side by side")
    }
    if let label, !(0..<classes[0]).contains(label) {
      throw InputError("--class \(label): expected 0 to \(classes[0] - 1)")
    }
    return classes[0]
  }

  private func chosen(of data: DataSet) throws -> [Int] {
    let count = data.validation.count
    if let index = image.first(where: { !(0..<count).contains($0) }) {
      throw InputError("--image \(index): \(data.name) has images 0 to \(count - 1)")
    }
    return image.isEmpty ? Array(0..<min(4, count)) : image
  }

  /// Adds a column: what one network makes of each image.
  private func add(
    _ weighted: WeightedModel, to rows: inout [ActivationMapSheet.Row],
    _ images: DataSource.ImagesToPredict, at indices: [Int], stems: inout Set<String>
  ) throws {
    let data = images.data
    let model = try weighted.model(for: data)
    let mapper = try ActivationMapper(
      model.network, weights: try weighted.values(for: model), batch: min(8, indices.count),
      threads: processors.threads, memoryLimit: WeightedModel.memoryLimit)
    let maps = try mapper.maps(
      of: data.validation, at: indices, label: label,
      normalization: weighted.normalization(for: data))
    let (column, stem) = Self.names(model.network.name, besides: &stems)
    let shape = model.network.inputShape
    let size = ImageSize(height: shape.height, width: shape.width)
    let isFirst = rows.isEmpty
    for (position, index) in indices.enumerated() {
      let map = maps[position]
      let picture = RGBImage(
        try data.validation.image(at: index, size: size), size: size, channels: data.channels,
        holdsIntensities: data.holdsIntensities)
      if isFirst {
        let label = data.validation.label(at: index)
        rows.append(
          ActivationMapSheet.Row(
            image: index, className: images.hasLabels ? data.classNames[label] : nil,
            picture: picture))
      }
      rows[position].entries.append(
        ActivationMapSheet.Entry(
          model: column, label: map.label, className: data.classNames[map.label],
          probability: map.probability, method: map.method.rawValue,
          file: "\(stem)-\(index).png",
          picture: picture.overlaid(
            with: map.values, mapSize: ImageSize(height: map.height, width: map.width))))
    }
  }

  /// What a network is called on the sheet, and how its files begin: the same network may come with
  /// several files of weights.
  private static func names(
    _ name: String, besides stems: inout Set<String>
  ) -> (column: String, stem: String) {
    var (column, number) = (name, 1)
    while !stems.insert(fileName(column)).inserted {
      number += 1
      column = "\(name) (\(number))"
    }
    return (column, fileName(column))
  }

  /// A name with what file systems and shells keep for themselves replaced.
  private static func fileName(_ name: String) -> String {
    let pieces = name.split { !($0.isLetter || $0.isNumber || "-_.@".contains($0)) }
    let text = pieces.joined(separator: "-")
    return text.isEmpty || text.hasPrefix(".") ? "network\(text)" : text
  }
}
