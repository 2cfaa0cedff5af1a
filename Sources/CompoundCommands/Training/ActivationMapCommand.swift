import ArgumentParser
import Files
import Interchange
import Networks
import Reporting
import TrainingData
import TrainingRecipes

struct ActivationMapCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "activation-map",
    abstract: "Draws what networks look at: class activation maps over images.",
    discussion: """
      For each image and network the class predicted, or that of --class, its probability, and where \
      in the image the network finds it: a PNG file each, and a sheet with all of them (sheet.svg, or by \
      --pictures sheet.png or sheet.pdf), a row an image and a column a network, as Figure 7 of the \
      paper. A map goes from black, where the least \
      speaks for the class, to pale yellow; it has the network's resolution, and its grain is that of \
      the last feature map, so that a larger --resolution shows more.
      Where the last feature map is averaged and the logits are linear in the means, the map is the \
      classifier's weights times the features (CAM, arXiv:1512.04150); with hidden layers or a \
      flattened map it is Grad-CAM (arXiv:1610.02391). Images are predict's, numbered as \
      there.
      Examples:
        compound activation-map resnet-18 model.onnx --weights resnet18.safetensors \
      --data photos.safetensors --image 0 7
        compound activation-map efficientnet-b0 --width 0.5 --resolution 128 --data shapes \
      --compare-scalings 4 --epochs 20
      """)

  @Argument(
    help: "Known networks, architecture files, or ONNX files, which have their weights.",
    completion: Completions.model)
  var models: [String]

  @Option(
    help: """
      A checkpoint, or a safetensors file of weights; of one in parts, its .index.json. One for each \
      model that is no ONNX file, in order.
      """)
  var weights: [String] = []

  @Option(
    help: """
      \(DataSource.kinds) \
      and perhaps labels [N].
      """,
    completion: Completions.data)
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

  @Option(
    help: ArgumentHelp(
      """
      Train the one model, and what it becomes when its multiply-adds grow so many times by depth, by \
      width, by resolution and by all three, and draw these five, as Figure 7 does. Their files and \
      weights are written beside the maps.
      """, valueName: "factor"))
  var compareScalings: Double?

  @Option(help: "With --compare-scalings: seed of weights, order and augmentation.")
  var seed = 0

  @OptionGroup var processors: ThreadsOption
  @OptionGroup var inputs: InputOptions
  @OptionGroup(title: "Trainings of --compare-scalings") var recipe: RecipeOptions
  @OptionGroup(title: "Compound scaling of --compare-scalings") var compound: CompoundOptions
  @OptionGroup(title: "Changes to the models") var changes: ModelChanges
  @OptionGroup var drawings: PictureOption
  @OptionGroup var format: FormatOption

  func validate() throws {
    guard seed >= 0 else { throw ValidationError("--seed \(seed): expected 0 or more") }
    guard let factor = compareScalings else {
      guard recipe.definition == RecipeDefinition() else {
        throw ValidationError("options of a recipe go with --compare-scalings, which trains")
      }
      return
    }
    guard factor > 1, factor <= 1000 else {
      throw ValidationError("--compare-scalings \(factor): expected more than 1, up to 1000")
    }
    guard models.count == 1, weights.isEmpty, naming == nil else {
      throw ValidationError(
        "--compare-scalings trains one model made larger; expected one, without --weights and "
          + "--naming")
    }
  }

  func run(_ streams: Streams) throws {
    try drawings.pictures.check()
    if let factor = compareScalings { return try compareScalings(by: factor, streams) }
    let weighted = try weightedModels()
    for note in weighted.flatMap(\.notes) { streams.diagnostics("compound: \(note)") }
    let images = try DataSource.openToPredict(data, classes: try classes(of: weighted))
    var columns = try columns(of: images)
    for model in weighted {
      let trainable = try model.model(for: images.data)
      try columns.add(
        trainable.network, named: trainable.network.name,
        weights: try model.values(for: trainable),
        normalization: model.normalization(for: images.data))
    }
    try draw(columns, in: OutputFolder(output), streams)
  }

  /// A sheet without networks yet.
  func columns(of images: DataSource.ImagesToPredict) throws -> ActivationMapColumns {
    ActivationMapColumns(
      images: images, indices: try chosen(of: images.data), label: label,
      threads: processors.threads)
  }

  /// Writes the maps and the sheet, and prints what the networks say.
  func draw(
    _ columns: ActivationMapColumns, in folder: OutputFolder, _ streams: Streams
  ) throws {
    let sheet = columns.sheet
    for entry in columns.rows.flatMap(\.entries) {
      try folder.write(entry.picture.png, name: entry.file)
    }
    let pictures = drawings.pictures
    try folder.write(pictures.bytes(sheet.svg), name: "sheet.\(pictures.rawValue)")
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
    return classes[0]
  }

  private func chosen(of data: DataSet) throws -> [Int] {
    if let label, !(0..<data.classCount).contains(label) {
      throw InputError("--class \(label): expected 0 to \(data.classCount - 1)")
    }
    let count = data.validation.count
    if let index = image.first(where: { !(0..<count).contains($0) }) {
      throw InputError("--image \(index): \(data.name) has images 0 to \(count - 1)")
    }
    return image.isEmpty ? Array(0..<min(4, count)) : image
  }
}
