import ArchitectureSearch
import Architectures
import Networks
import ProxyTraining
import Studies
import TrainingData

/// Scores a candidate by training it: the trainer behind the search's protocol.
struct ProxyEvaluator: Evaluator {
  let data: DataSet
  let settings: TrainingSettings
  /// Threads of one training; several trainings may run side by side.
  let threads: Int

  func evaluate(
    _ request: EvaluationRequest, control: EvaluationControl
  ) throws -> Evaluation {
    var settings = settings
    settings.epochs = Double(request.epochs)
    do {
      let result = try Trainer.train(
        request.architecture.lowered(), on: data, settings: settings, seed: request.seed,
        threads: threads,
        progress: { progress in
          control.report(fraction: Double(progress.step) / Double(max(1, progress.steps)))
        },
        isCancelled: { control.isCancelled })
      return Evaluation(
        try Score(.top1, result.top1), loss: result.loss,
        measures: ["seconds": result.seconds, "imagesPerSecond": result.imagesPerSecond])
    } catch let error as TrainingError where error.reason == .cancelled {
      throw CancellationError()
    } catch let error as TrainingError {
      throw EvaluationFailure(cause: "\(error.reason)", detail: error.message)
    }
  }
}
