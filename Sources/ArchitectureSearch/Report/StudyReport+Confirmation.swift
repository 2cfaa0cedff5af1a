import CostModel
import SearchSpaces
import Statistics
import Studies

extension StudyReport {
  /// Adds what the best reached under fresh seeds, where all these trainings are there.
  ///
  /// Others' are left out: a search that has grown since may have confirmed what is no longer among
  /// its best.
  mutating func confirm(
    _ definition: ArchitectureSearchDefinition, by records: [TrialRecord],
    reward: (Double, Figures) -> Double?
  ) throws {
    guard let wanted = definition.confirmation else { return }
    let chosen = try definition.first(
      wanted.best, of: ranked, in: SearchSpace(definition.space)
    ) { $0.choices ?? [] }
    var confirmed: [Int: Confirmation] = [:]
    for row in chosen {
      let own = records.filter { $0.trial == row.trial && $0.epochs == definition.decisiveEpochs }
      let scores = Dictionary(own.map { ($0.seed, $0.score) }) { $1 }.values.compactMap {
        $0
      }
      guard scores.count == wanted.seeds else { continue }
      let sample = Sample(scores.sorted())
      confirmed[row.trial] = Confirmation(
        epochs: definition.decisiveEpochs, seeds: wanted.seeds, score: sample.mean,
        standardError: sample.standardError,
        reward: row.costs.flatMap { reward(sample.mean, $0) })
    }
    for path in [\StudyReport.rows, \.candidates, \.front] {
      for index in self[keyPath: path].indices {
        self[keyPath: path][index].confirmation = confirmed[self[keyPath: path][index].trial]
      }
    }
  }
}
