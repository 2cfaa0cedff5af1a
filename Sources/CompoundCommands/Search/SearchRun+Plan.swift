import ArchitectureSearch
import Architectures
import CoefficientSearch
import ProxyTraining
import Reporting
import Searches
import Studies
import TrainingData
import TrainingRecipes

extension SearchRun {
  /// Shows what a search would train, and how long that would take here; nothing is kept.
  ///
  /// - Parameter definition: the search.
  /// - Throws: what building its networks throws.
  func plan(_ definition: SearchFile.Definition) async throws {
    if let outline = engine.outline(study: folder) { streams.diagnostics(outline) }
    for evaluator in Self.evaluators(definition) {
      if let words = StartedPrograms.words(evaluator) { streams.diagnostics(words) }
    }
    switch definition {
    case .surface(let definition):
      format.print(try await table(definition), to: streams)
    case .coefficients(let definition):
      let data = try DataSource.open(definition.training)
      let search = try CoefficientGridSearch(
        definition, base: ModelSource(definition.model).stages(), classes: data.classCount,
        inputChannels: data.channels)
      let networks = search.candidates.filter { $0.fate == .trained }.compactMap(\.proxy)
      try await printPlan(
        networks.map { ($0, definition.training.seeds) }, definition.training, .trainer, data)
    case .architecture(let definition):
      try await plan(definition)
    case .family(let definition):
      try await plan(definition.architecture)
      streams.diagnostics(
        "Then the search for coefficients on the best of these, whose networks are not known before."
      )
    }
  }

  /// What gives the scores of a search, once where a search's two parts have the same.
  private static func evaluators(_ definition: SearchFile.Definition) -> [EvaluatorDefinition] {
    switch definition {
    case .coefficients: [.trainer]
    case .surface(let definition): [definition.evaluator]
    case .architecture(let definition): [definition.evaluator]
    case .family(let definition):
      definition.architecture.evaluator == definition.coefficients.evaluator
        ? [definition.architecture.evaluator]
        : [definition.architecture.evaluator, definition.coefficients.evaluator]
    }
  }

  /// As many trainings side by side as there will be.
  private var planned: RunArguments { arguments.limited(to: .max, of: engine.sideBySide) }

  private func table(_ definition: SurfaceDefinition) async throws -> Table {
    let data = try DataSource.open(definition.training)
    let search = try SurfaceSearch(
      definition, base: ModelSource(definition.model).stages(), classes: data.classCount,
      inputChannels: data.channels)
    let outline = try search.outline()
    let recipe = try definition.training.recipe(trainingImages: data.training.count)
    let seconds = try await seconds(
      of: search.proxyBase, definition.training, definition.evaluator, data)
    return try SurfaceOutlineTable.table(
      outline, batch: recipe.batchSize, seconds: seconds, workers: planned.trainings)
  }

  private func plan(_ definition: ArchitectureSearchDefinition) async throws {
    let data = try DataSource.open(definition.training)
    let search = try SpaceSearch(
      definition, classes: data.classCount, inputChannels: data.channels)
    let sample = try search.sample(count: 20)
    let trainings = Double(definition.trials * definition.training.seeds) / Double(sample.count)
    try await printPlan(
      sample.map { ($0, Int(trainings.rounded(.up))) }, definition.training, definition.evaluator,
      data, pruning: definition.pruning)
  }

  /// Prints how many trainings of which networks there will be, in all and as time.
  private func printPlan(
    _ networks: [(architecture: Architecture, trainings: Int)], _ training: TrainingDefinition,
    _ evaluator: EvaluatorDefinition, _ data: DataSet, pruning: PruningDefinition? = nil
  ) async throws {
    guard let first = networks.first?.architecture else { return }
    let recipe = try training.recipe(trainingImages: data.training.count)
    let seconds = try await seconds(of: first, training, evaluator, data)
    format.print(
      try PlanTable.table(
        networks, batch: recipe.batchSize, epochs: training.epochs, secondsOfFirst: seconds,
        workers: planned.trainings, pruning: pruning), to: streams)
  }

  /// What a training of `architecture` takes, measured on a few steps; nil where no trainer scores.
  private func seconds(
    of architecture: Architecture, _ training: TrainingDefinition, _ evaluator: EvaluatorDefinition,
    _ data: DataSet
  ) async throws -> Double? {
    guard evaluator == .trainer else { return nil }
    var recipe = try training.recipe(trainingImages: data.training.count)
    let images = Double(recipe.trainingImages ?? data.training.count) * Double(training.epochs)
    recipe.steps = 30
    recipe.validationImages = min(recipe.batchSize, data.validation.count)
    let threads = planned.threadsPerTraining
    return try await onOwnThread { [recipe] in
      let result = try Trainer.train(
        architecture.lowered(), on: data, recipe: recipe, threads: threads)
      return images / result.imagesPerSecond
    }
  }
}
