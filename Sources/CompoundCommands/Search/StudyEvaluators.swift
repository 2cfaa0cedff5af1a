import Architectures
import Foundation
import Interchange
import Studies
import TrainingData

/// Makes what scores a study's candidates on this machine.
struct StudyEvaluators {
  /// Threads of one evaluation.
  let threads: Int
  /// Threads in all.
  let capacity: Int
  /// Where a process that shares the study with others keeps a command's files; nil for one that does
  /// not.
  var place: String?

  /// - Parameters:
  ///   - definition: Who scores.
  ///   - training: How candidates are trained.
  ///   - data: What they are trained on.
  ///   - proxy: The scale they are trained at, which a command is told; nil where it is not known.
  /// - Returns: The evaluator, which computes equal networks every time anew.
  /// - Throws: What the recipe or a table can't be read for.
  func evaluator(
    _ definition: EvaluatorDefinition, _ training: TrainingDefinition, _ data: DataSet,
    at proxy: ProxyScale?
  ) throws -> any Evaluator {
    switch definition {
    case .trainer:
      return ProxyEvaluator(
        data: data, recipe: try training.recipe(trainingImages: data.training.count),
        threads: threads, capacity: capacity)
    case .zeroCost(let score):
      return ZeroCostEvaluator.evaluator(score, data: data, threads: threads, capacity: capacity)
    case .table(let path):
      return try TableEvaluator(path: path)
    case .pytorch(let torch):
      return PyTorchEvaluator(
        torch, training: training, images: data.training.count, threads: threads, place: place)
    case .command(let command):
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      let scale = try proxy.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
      return CommandEvaluator(
        command, suffix: "yaml", place: place, constants: ["proxyScale": scale ?? "{}"]
      ) {
        Data(ArchitectureFile.text(of: $0).utf8)
      }
    }
  }
}
