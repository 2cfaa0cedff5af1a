import Architectures
import Files
import Foundation
import ProxyTraining
import Studies
import TrainingData
import TrainingRecipes

/// Scores a candidate by training it: the trainer behind the search's protocol.
struct ProxyEvaluator: Evaluator {
  let data: DataSet
  /// All but the epochs, which each request states.
  let recipe: TrainingRecipe
  /// Threads of one training; several trainings may run side by side.
  let threads: Int
  /// Threads in all: each training needs one.
  let capacity: Int
  /// The least time between two checkpoints of a training.
  var checkpointInterval = Duration.seconds(20)

  func evaluate(
    _ request: EvaluationRequest, control: EvaluationControl
  ) async throws -> Evaluation {
    do {
      let result = try await onOwnThread { try train(request, control) }
      return Evaluation(
        try Score(.top1, result.top1), loss: result.loss,
        measures: ["seconds": result.seconds, "imagesPerSecond": result.imagesPerSecond],
        curve: result.curve.map { CurvePoint(epoch: $0.epoch, score: $0.top1) })
    } catch let error as TrainingError where error.reason == .cancelled {
      if let pruned = control.pruned { return pruned }
      throw CancellationError()
    } catch let error as TrainingError {
      throw EvaluationFailure(cause: "\(error.reason)", detail: error.message)
    }
  }

  func recorded(_ request: EvaluationRequest) { request.removeCheckpoint() }

  /// Trains, going on where an earlier run was stopped.
  private func train(
    _ request: EvaluationRequest, _ control: EvaluationControl
  ) throws -> TrainingResult {
    var recipe = recipe
    recipe.epochs = Double(request.epochs)
    recipe.schedule.peak *= request.learningRateFactor
    let network = try request.architecture.lowered()
    let path = request.checkpoint
    var hasBegun = false
    func train(_ start: TrainingStart) throws -> TrainingResult {
      try Trainer.train(
        network, on: data, recipe: recipe, seed: request.seed, threads: threads, start: start,
        checkpoint: path, checkpointInterval: checkpointInterval,
        progress: {
          hasBegun = true
          report($0, to: control)
        }, isCancelled: { control.isCancelled || control.pruned != nil })
    }
    try Folder.make(request.folder)
    try request.checkFolder(request.folder)
    // A checkpoint is a file of its own; what a link leads to is none of ours.
    if !Folder.leads(path, within: request.folder) { unlink(path) }
    guard access(path, F_OK) == 0 else { return try train(.scratch) }
    do {
      return try train(.checkpoint(path: path))
    } catch let error as TrainingError where error.reason == .checkpointMismatch {
      // Of another definition or version.
    } catch let error as FileError {
      // Torn, or none of ours; once it has been read, the trouble is another file.
      if hasBegun { throw error }
    }
    unlink(path)
    return try train(.scratch)
  }

  private func report(_ progress: TrainingProgress, to control: EvaluationControl) {
    control.report(fraction: progress.fraction, imagesPerSecond: progress.imagesPerSecond)
    let known = control.curve.last?.epoch ?? -1
    // After a resumption the curve begins before this run.
    for point in progress.curve where point.epoch > known {
      control.report(epoch: point.epoch, score: try? Score(.top1, point.top1))
    }
  }
}
