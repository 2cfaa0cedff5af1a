import Architectures
import Foundation
import PyTorchTraining
import Studies
import TrainingData
import TrainingRecipes

/// Scores a candidate by training it with PyTorch: the candidate as a module, the recipe and the trainer
/// lie in the training's folder, and are what runs.
struct PyTorchEvaluator: Evaluator {
  private let evaluator: CommandEvaluator
  /// One to each device and worker; on the processor as many as the caller likes.
  let capacity: Int

  /// - Parameters:
  ///   - definition: The interpreter and what computes.
  ///   - training: The data and the recipe.
  ///   - images: Training images there are.
  ///   - threads: Threads of one training on the processor.
  ///   - place: Where a process that shares the study keeps its files; nil for one that does not.
  init(
    _ definition: PyTorchDefinition, training: TrainingDefinition, images: Int, threads: Int,
    place: String?
  ) {
    let hasDevices = definition.device != .cpu
    capacity = hasDevices ? definition.devices * definition.workersPerDevice : .max
    // A single device is left to PyTorch and to what the environment says.
    let deals = hasDevices && definition.devices > 1
    evaluator = CommandEvaluator(
      CommandDefinition(
        command: Self.command(definition, deals: deals), timeLimit: definition.timeLimit,
        retries: definition.retries, devices: deals ? definition.devices : nil), place: place
    ) { request in
      let request = try PyTorchRequest(
        request, definition, training: training, images: images, threads: threads)
      return [
        ("request.json", try request.data()), ("model.py", Data(try request.code().utf8)),
        ("trainer.py", Data(PyTorchTrainer.source)),
      ]
    }
  }

  func evaluate(
    _ request: EvaluationRequest, control: EvaluationControl
  ) async throws -> Evaluation {
    try await evaluator.evaluate(request, control: control)
  }

  func recorded(_ request: EvaluationRequest) { evaluator.recorded(request) }

  /// Epochs go into the result's file as they are printed, then the result, on one line.
  private static func command(_ definition: PyTorchDefinition, deals: Bool) -> String {
    let python = ShellWord.quoted(definition.python)
    let choice = deals ? "CUDA_VISIBLE_DEVICES={device} " : ""
    return
      "cd \"$(dirname {architecture})\" && \(choice)\(python) trainer.py request.json > result.jsonl"
      + " && tr '\\n' ' ' < result.json >> result.jsonl"
  }
}
