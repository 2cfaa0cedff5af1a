package import Architectures
package import Studies

/// A plan of equal trainings, one after the other, of candidates `c0`, `c1` and so on.
package struct ListPlan: WorkPlan {
  private let count: Int
  private let architecture: Architecture
  private let epochs: Int
  private let checkpoints: String
  private var position = 0

  package init(count: Int, of architecture: Architecture, epochs: Int = 1, checkpoints: String = "")
  {
    self.count = count
    self.architecture = architecture
    self.epochs = epochs
    self.checkpoints = checkpoints
  }

  package mutating func next(_ results: RecordedResults) throws -> PlannedWork {
    guard position < count else { return .done }
    defer { position += 1 }
    let request = EvaluationRequest(
      trial: position, candidate: "c\(position)", architecture: architecture, epochs: epochs,
      seed: 1, checkpoints: checkpoints)
    return .train(
      request, record: TrialRecord(trial: position, status: .finished, candidate: "c\(position)"))
  }

  package func expectedTrainings(_ results: RecordedResults) -> Int { count }
  package func leader(_ results: RecordedResults) -> LeadingCandidate? { nil }
}
