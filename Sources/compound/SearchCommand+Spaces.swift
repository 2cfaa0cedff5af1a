import ArchitectureSearch
import ArgumentParser
import Foundation
import Interchange
import ProxyTraining
import Reporting
import TrainingData

extension SearchCommand {
  /// Searches a space of architectures.
  func runArchitecture(
    _ definition: ArchitectureSearchDefinition, source: String,
    cancellation: SearchCancellation
  ) throws {
    var definition = definition
    if let data { definition.training.data = data }
    if let seed { definition.seed = UInt64(seed) }
    let dataSet = try open(definition.training)
    let search = try SpaceSearch(
      definition, classes: dataSet.classCount, inputChannels: dataSet.channels)
    let evaluator = try evaluator(definition.evaluator, definition.training, dataSet)
    let report = try withProgress(cancellation: cancellation) { options in
      try search.run(
        output: studyFolder, source: source, evaluator: evaluator, options: options)
    }
    format.print([("best", StudyTables.best(report)), ("front", StudyTables.front(report))])
    Diagnostics.write("Study: \(studyFolder)")
  }

  /// Searches a space, then the coefficients of its best, and scales the family.
  func runFamily(
    _ definition: FamilyDefinition, source: String, cancellation: SearchCancellation
  ) throws {
    var definition = definition
    if let data {
      definition.architecture.training.data = data
      definition.coefficients.training.data = data
    }
    if let seed {
      definition.architecture.seed = UInt64(seed)
      definition.coefficients.seed = UInt64(seed)
    }
    let dataSet = try open(definition.architecture.training)
    let report = try withProgress(cancellation: cancellation) { options in
      try FamilySearch(definition).run(
        output: studyFolder, classes: dataSet.classCount, inputChannels: dataSet.channels,
        source: source,
        evaluator: { recipe in
          try evaluator(definition.architecture.evaluator, recipe, open(recipe))
        }, options: options)
    }
    format.print([
      ("best", StudyTables.best(report.search)),
      ("ranking", CoefficientTables.ranking(report.coefficients)),
      ("coefficients", CoefficientTables.best(report.coefficients)),
      ("family", CoefficientTables.family(report.coefficients)),
    ])
    Diagnostics.write("Studies: \(studyFolder)/architecture, \(studyFolder)/coefficients")
  }

  private func open(_ recipe: TrainingRecipe) throws -> DataSet {
    try DataSource.open(
      recipe.data, images: recipe.images, validationImages: recipe.validationImages)
  }

  private func evaluator(
    _ definition: EvaluatorDefinition, _ recipe: TrainingRecipe, _ data: DataSet
  ) throws -> any Evaluator {
    switch definition {
    case .trainer:
      return ProxyEvaluator(
        data: data, settings: try TrainingSettings(recipe), threads: threads / workers)
    case .zeroCost(let score):
      return CostEvaluator(score)
    case .table(let path):
      return try TableEvaluator(path: path)
    case .command(let command):
      return CommandEvaluator(command, suffix: "yaml") {
        Data(ArchitectureFile.text(of: $0).utf8)
      }
    }
  }
}
