import Interchange
import ModelZoo
import Networks
import ProxyTraining
import Reporting
import TrainingData
import TrainingRecipes

/// What a training needs, put together so that model, data and weights fit each other.
struct TrainingSetup {
  let data: DataSet
  let network: Network
  private let model: TrainableModel
  private let naming: WeightNaming
  private let source: StartingWeights?
  private let replacesClassifier: Bool
  private let adaptsStem: Bool
  private let modelNotes: [String]

  init(
    model name: ModelSource, changes: ModelChanges, data path: String, weights: WeightOptions,
    recipe: RecipeDefinition
  ) throws {
    let plain = try TrainableModel(name, changes)
    source =
      try weights.from.map {
        try StartingWeights(
          path: $0, for: plain.network, from: plain.architecture, naming: weights.naming)
      } ?? (weights.resume == nil ? name.weights() : nil)
    modelNotes = name.notes
    adaptsStem = changes.sizes.channels.inputChannels != nil
    naming = weights.naming ?? source?.naming ?? .compound
    let kept = weights.newHead ? nil : source?.classes
    data = try DataSource.open(
      path, images: recipe.images, validationImages: recipe.validationImages,
      classes: changes.sizes.channels.classes ?? kept,
      // Step by step with another framework, which reads the whole file.
      holdsOut: recipe.base != .plain)
    var changes = changes
    try changes.suit(data)
    model = try TrainableModel(
      name, changes, naming: naming, conventions: source?.conventions,
      isRegularized: recipe.regularize ?? recipe.base.regularizes)
    network = model.network
    replacesClassifier = weights.newHead || source?.classes != data.classCount
    if weights.save != nil { _ = try naming.names(of: network, from: model.architecture) }
  }

  /// What was decided on reading the weights to start from, and the data.
  var notes: [String] {
    let weights = source.map { source in source.notes.map { "\(source.path): \($0)" } } ?? []
    return modelNotes + weights + DataSource.notes(data, changesResolution: false)
  }

  /// Where the training starts.
  func start(_ weights: WeightOptions) throws -> TrainingStart {
    if let path = weights.resume { return .checkpoint(path: path) }
    guard let source else { return .scratch }
    return .weights(
      try source.values(
        for: network, from: model.architecture, replacesClassifier: replacesClassifier,
        adaptsStem: adaptsStem),
      newHead: replacesClassifier)
  }

  /// What a result depends on besides the recipe.
  var summary: [(name: String, value: String)] {
    var rows: [(name: String, value: String)] = [
      (
        "start",
        source.map { "\($0.path)\(replacesClassifier ? ", new classifier" : "")" }
          ?? "random weights"
      ),
      ("conventions", naming.rawValue),
    ]
    if let note = data.validationNote { rows.append(("validation", note)) }
    for layer in network.layers.reversed() {
      if case .dropout(let rate) = layer.operation { rows.append(("dropout", "\(rate)")) }
    }
    let survival = network.layers.compactMap { layer in
      if case .stochasticDepth(let probability) = layer.operation { probability } else { nil }
    }
    rows.append(
      (
        "stochastic depth",
        survival.min().map { "survival falls to \(NumberText.significant($0, digits: 3))" }
          ?? "none"
      ))
    return rows
  }

  /// Writes the weights that a training has come to.
  func save(_ trained: TrainedWeights, to path: String) throws {
    try WeightFile.write(
      network, from: model.architecture, naming: naming, to: path,
      metadata: data.normalizationTexts
    ) { parameter in
      guard let values = trained.values(of: parameter) else {
        throw InternalFailure(message: "no parameter '\(network.name(of: parameter))'")
      }
      return values
    }
  }
}
