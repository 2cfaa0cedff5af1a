import Foundation
public import Studies

/// What a task of an array job does: its evaluations, one after the other.
public struct ClusterWorker: Sendable {
  /// A candidate that has ended its worker so often is recorded as failed.
  static let mostAttempts = 3

  private let cluster: ClusterFolder
  private let names: [String]
  /// Names this process among those that may carry out the same evaluation.
  public let place: String
  private let note: String

  /// - Parameters:
  ///   - study: The study's folder.
  ///   - batch: The batch's number.
  ///   - task: Which of the batch's tasks.
  ///   - note: What is known of who works: the job, the host.
  /// - Throws: `SearchError` where there is no such task.
  public init(study: String, batch: Int, task: Int, note: String) throws {
    cluster = ClusterFolder(study: study)
    let batch = try ClusterBatch(batch, in: cluster)
    guard batch.tasks.indices.contains(task) else {
      throw SearchError.notAStudy(
        path: cluster.path, reason: "task \(task) of a batch of \(batch.tasks.count)")
    }
    names = batch.tasks[task]
    self.note = note
    let host = ProcessInfo.processInfo.hostName
    place = "\(host.filter { $0.isLetter || $0.isNumber })-\(getpid())"
  }

  /// The number of the batch that only asks whether a node sees the folder and can run the program.
  public static let probe = 0

  /// Leaves the sign that a node does.
  ///
  /// - Parameters:
  ///   - study: The study's folder.
  ///   - note: What is known of who works.
  /// - Throws: `SearchError.studyUnwritable(path:reason:)`.
  public static func leaveSign(study: String, note: String) throws {
    try writeBesideThenRename(Data(note.utf8), to: ClusterFolder(study: study).sign)
  }

  /// Carries out what has no result yet.
  ///
  /// - Parameters:
  ///   - evaluator: That of the study.
  ///   - cancellation: A polite wish to stop; what has begun then keeps its checkpoint and counts as
  ///     not begun.
  /// - Throws: `SearchError` where the folder can't be written or the search was asked to stop.
  public func run(
    _ evaluator: any Evaluator, cancellation: SearchCancellation
  ) async throws {
    for name in names {
      if cancellation.isCancelled { throw SearchError.interrupted }
      try await run(EvaluationTask(name, in: cluster), evaluator, cancellation)
    }
  }

  private func run(
    _ task: EvaluationTask, _ evaluator: any Evaluator, _ cancellation: SearchCancellation
  ) async throws {
    guard try task.result() == nil, let request = try task.request() else { return }
    guard task.attempts < Self.mostAttempts else {
      let failure = EvaluationFailure(
        cause: "ended its worker",
        detail: "\(Self.mostAttempts) workers ended in the midst of it, without a result")
      try task.leave(ClusterResult(failure), by: place)
      return
    }
    let mark = try task.begin(note)
    let start = ContinuousClock.now
    let seconds = { (ContinuousClock.now - start).seconds }
    let control = EvaluationControl(
      epochs: request.epochs, bar: request.bar, cancellation: cancellation)
    do {
      let evaluation = try await evaluator.evaluate(request, control: control)
      try task.leave(ClusterResult(evaluation, seconds: seconds()), by: place)
    } catch is CancellationError {
      unlink(mark)
      throw SearchError.interrupted
    } catch let error as SearchError {
      unlink(mark)
      throw error
    } catch {
      try task.leave(ClusterResult(EvaluationFailure(error), seconds: seconds()), by: place)
    }
  }
}
