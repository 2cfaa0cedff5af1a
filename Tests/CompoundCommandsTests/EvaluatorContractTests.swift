import Architectures
import Foundation
import SearchTestSupport
import Studies
import Synchronization
import TestSupport
import Testing
import TrainingData
import TrainingRecipes

@testable import CompoundCommands

/// The kinds of evaluators, which keep one contract.
enum EvaluatorKind: CaseIterable {
  case trainer, synflow, nullProxy, pytorch, command, table, remembering
}

/// An evaluator with what it can score, and with what it can't.
private struct Specimen {
  let evaluator: any Evaluator
  let architecture: Architecture
  /// An evaluator and an architecture that fail, and the cause; nil where nothing can.
  var failing: (evaluator: any Evaluator, architecture: Architecture, cause: String)?
  /// An evaluator whose trainings of so many epochs take very long; nil where none does.
  var slow: (evaluator: any Evaluator, epochs: Int)?

  init(_ kind: EvaluatorKind, in folder: String) throws {
    let data = try trainingData()
    let small = try smallArchitecture()
    architecture = try fitting(data)
    let trainer = ProxyEvaluator(
      data: data, recipe: TrainingRecipe(batchSize: 8), threads: 1, capacity: 2)
    switch kind {
    case .trainer:
      evaluator = trainer
      failing = (trainer, small, "unsuitableNetwork")
      slow = (trainer, 50_000)
    case .synflow:
      evaluator = ZeroCostEvaluator.evaluator(.synflow, data: data, threads: 1, capacity: 2)
    case .nullProxy:
      evaluator = CostEvaluator(.parameters)
    case .pytorch:
      let torch = { (interpreter: String) in
        try stubTorch(interpreter, in: folder, data: "images")
      }
      evaluator = try torch("sleep 0.3; echo '{\"accuracy\": 0.5}' > result.json")
      failing = (try torch("echo no torch >&2; exit 69"), architecture, "exit code 69")
      slow = (try torch("sleep 60"), 1)
    case .command:
      let command = { (text: String) in
        CommandEvaluator(CommandDefinition(command: text), suffix: "txt") { Data($0.name.utf8) }
      }
      evaluator = command("echo '{\"epoch\": 1, \"accuracy\": 0.5}' > {result}; sleep 0.3")
      failing = (command("exit 3"), architecture, "exit code 3")
      slow = (command("sleep 60"), 1)
    case .table:
      let path = folder + "/table.jsonl"
      let rows = (0..<12).map { "{\"candidate\": \"c\($0)\", \"accuracy\": 0.\($0)}\n" }
      try rows.joined().write(toFile: path, atomically: true, encoding: .utf8)
      evaluator = try TableEvaluator(path: path)
      let other = folder + "/other.jsonl"
      try "{\"candidate\": \"z\", \"accuracy\": 0.5}\n".write(
        toFile: other, atomically: true, encoding: .utf8)
      failing = (try TableEvaluator(path: other), architecture, "not in the table")
    case .remembering:
      evaluator = RememberingEvaluator(trainer)
      failing = (evaluator, small, "unsuitableNetwork")
      slow = (evaluator, 50_000)
    }
  }
}

private func trainingData() throws -> DataSet {
  try DataSet.shapes(trainingCount: 64, validationCount: 32)
}

/// A tiny network for `data`.
private func fitting(_ data: DataSet) throws -> Architecture {
  try smallArchitecture().with(
    inputChannels: data.channels, head: Head(classes: data.classCount))
}

/// Passes on, and counts how many evaluations there are at once.
private final class Turnstile: Evaluator {
  private let evaluator: any Evaluator
  private let counts = Mutex((now: 0, most: 0))

  init(_ evaluator: any Evaluator) { self.evaluator = evaluator }

  var capacity: Int { evaluator.capacity }
  var most: Int { counts.withLock { $0.most } }

  func evaluate(
    _ request: EvaluationRequest, control: EvaluationControl
  ) async throws -> Evaluation {
    counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
    defer { counts.withLock { $0.now -= 1 } }
    return try await evaluator.evaluate(request, control: control)
  }
}

/// Evaluates `count` candidates within a study and returns the records of its journal.
private func run(
  _ evaluator: any Evaluator, _ architecture: Architecture, in folder: String, count: Int = 6,
  epochs: Int = 1, options: RunOptions = RunOptions(workers: 8, failureLimit: 0)
) async throws -> [TrialRecord] {
  let study = try Study.open(
    folder: folder, kind: "test", definition: ["a": 1], seed: 1, source: "")
  var runner = StudyRunner(study: study, evaluator: evaluator, options: options)
  var plan = ListPlan(
    count: count, of: architecture, epochs: epochs, checkpoints: study.checkpointFolder)
  _ = try await runner.run(&plan)
  return study.records
}

@Suite struct EvaluatorContractTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: EvaluatorKind.allCases)
  func noMoreAtOnceThanItsCapacity(_ kind: EvaluatorKind) async throws {
    let specimen = try Specimen(kind, in: folder.path)
    #expect(specimen.evaluator.capacity >= 1)
    let turnstile = Turnstile(specimen.evaluator)
    let records = try await run(turnstile, specimen.architecture, in: folder.path + "/study")
    #expect(records.count == 6 && records.allSatisfy { $0.status == .finished && $0.score != nil })
    #expect(turnstile.most <= min(8, specimen.evaluator.capacity))
    if kind == .command { #expect(turnstile.most > 2) }
  }

  @Test(arguments: EvaluatorKind.allCases)
  func reportsLieInTheUnitInterval(_ kind: EvaluatorKind) async throws {
    let specimen = try Specimen(kind, in: folder.path)
    let reports = Mutex<[EvaluationProgress]>([])
    let request = EvaluationRequest(
      trial: 0, candidate: "c0", architecture: specimen.architecture, epochs: 2, seed: 3,
      checkpoints: folder.path)
    let evaluation = try await specimen.evaluator.evaluate(
      request,
      control: EvaluationControl(epochs: 2) { progress in
        reports.withLock { $0.append(progress) }
      })
    #expect(evaluation.score.value.isFinite)
    let found = reports.withLock { $0 }
    #expect(found.allSatisfy { (0...1).contains($0.fraction) })
    if [.trainer, .command].contains(kind) {
      #expect(found.contains { $0.curve.last?.epoch == 1 })
    }
  }

  @Test(arguments: EvaluatorKind.allCases)
  func failuresAreRecordedWithTheirCause(_ kind: EvaluatorKind) async throws {
    let specimen = try Specimen(kind, in: folder.path)
    guard let (evaluator, architecture, cause) = specimen.failing else { return }
    let path = folder.path + "/study"
    let error = await #expect(throws: SearchError.self) {
      _ = try await run(evaluator, architecture, in: path, count: 1)
    }
    let records = try Study.read(folder: path).records
    #expect(error == .nothingSucceeded(try #require(FailureSummary(records))))
    #expect(records.map(\.status) == [.failed] && records.map(\.cause) == [cause])
    #expect(records[0].score == nil && records[0].detail?.isEmpty == false || kind == .command)
  }

  @Test(arguments: EvaluatorKind.allCases)
  func cancellationEndsWhatWouldRunOnAndRecordsNothing(_ kind: EvaluatorKind) async throws {
    let specimen = try Specimen(kind, in: folder.path)
    guard let (evaluator, epochs) = specimen.slow else { return }
    let cancellation = SearchCancellation()
    let path = folder.path + "/study"
    let stop = Task {
      try await Task.sleep(for: .milliseconds(400))
      cancellation.cancel()
    }
    let error = await #expect(throws: SearchError.self) {
      _ = try await run(
        evaluator, specimen.architecture, in: path, epochs: epochs,
        options: RunOptions(workers: 2, cancellation: cancellation))
    }
    try await stop.value
    #expect(error == .interrupted)
    #expect(try Study.read(folder: path).records.isEmpty)
  }
}

@Suite struct StoppedTrainingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func request(_ data: DataSet) throws -> EvaluationRequest {
    EvaluationRequest(
      trial: 0, candidate: "c0", architecture: try fitting(data), epochs: 3, seed: 5,
      checkpoints: folder.path)
  }

  /// Evaluates and returns, beside what it gave, the part that was done at each report.
  private func evaluate(
    _ evaluator: ProxyEvaluator, _ request: EvaluationRequest, stopAfter steps: Int? = nil
  ) async throws -> (evaluation: Evaluation?, fractions: [Double]) {
    let fractions = Mutex<[Double]>([])
    let cancellation = SearchCancellation()
    let control = EvaluationControl(epochs: 3, cancellation: cancellation) { progress in
      let count = fractions.withLock { fractions in
        fractions.append(progress.fraction)
        return fractions.count
      }
      if count == steps { cancellation.cancel() }
    }
    do {
      let evaluation = try await evaluator.evaluate(request, control: control)
      return (evaluation, fractions.withLock { $0 })
    } catch is CancellationError {
      return (nil, fractions.withLock { $0 })
    }
  }

  /// The part that is done after so many of 24 steps of 8 images: a trained image passes the network
  /// three times, a validated one once, after each of the three epochs.
  private func part(_ steps: Int, _ data: DataSet) -> Double {
    func passes(_ steps: Int) -> Int { 3 * 8 * steps + steps / 8 * data.validation.count }
    return Double(passes(steps)) / Double(passes(24))
  }

  /// 8 steps an epoch for 3 epochs: stopped after 5 of 24, a training goes on with the sixth and comes
  /// to the same score and loss; nothing is left of it once it is recorded.
  @Test func aStoppedTrainingGoesOnFromItsCheckpoint() async throws {
    let data = try trainingData()
    let request = try request(data)
    let evaluator = ProxyEvaluator(
      data: data, recipe: TrainingRecipe(batchSize: 8), threads: 1, capacity: 1)
    let whole = try await evaluate(evaluator, request)
    let expected = try #require(whole.evaluation)
    #expect(whole.fractions.first == part(1, data))
    let stopped = try await evaluate(evaluator, request, stopAfter: 5)
    #expect(stopped.evaluation == nil)
    let path = request.checkpoint
    #expect(FileManager.default.fileExists(atPath: path))
    let resumed = try await evaluate(evaluator, request)
    #expect(resumed.fractions.first == part(6, data))
    #expect(resumed.evaluation?.score == expected.score)
    #expect(resumed.evaluation?.loss == expected.loss)
    evaluator.recorded(request)
    #expect(!FileManager.default.fileExists(atPath: request.folder))
  }

  /// A checkpoint after every step, as a killed process would leave it.
  @Test func checkpointsAreWrittenAlongTheWay() async throws {
    let data = try trainingData()
    let request = try request(data)
    let evaluator = ProxyEvaluator(
      data: data, recipe: TrainingRecipe(batchSize: 8), threads: 1, capacity: 1,
      checkpointInterval: .zero)
    let whole = try await evaluate(evaluator, request)
    // The last is that after step 23, as nothing is written at the end.
    let resumed = try await evaluate(evaluator, request)
    #expect(resumed.fractions.first == 1)
    #expect(resumed.evaluation?.score == whole.evaluation?.score)
    #expect(resumed.evaluation?.loss == whole.evaluation?.loss)
  }

  @Test func aCheckpointThatDoesNotFitIsIgnored() async throws {
    let data = try trainingData()
    let request = try request(data)
    let evaluator = ProxyEvaluator(
      data: data, recipe: TrainingRecipe(batchSize: 8), threads: 1, capacity: 1)
    let expected = try await evaluate(evaluator, request).evaluation
    let path = request.checkpoint
    try "torn".write(toFile: path, atomically: true, encoding: .utf8)
    let torn = try await evaluate(evaluator, request)
    #expect(torn.fractions.first == part(1, data) && torn.evaluation?.score == expected?.score)
    // Of another batch size.
    let other = ProxyEvaluator(
      data: data, recipe: TrainingRecipe(batchSize: 16), threads: 1, capacity: 1)
    _ = try await evaluate(other, request, stopAfter: 2)
    #expect(FileManager.default.fileExists(atPath: path))
    let again = try await evaluate(evaluator, request)
    #expect(again.fractions.first == part(1, data) && again.evaluation?.loss == expected?.loss)
  }
}
