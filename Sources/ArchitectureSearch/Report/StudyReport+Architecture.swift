import CostModel
import Statistics
package import Studies

extension StudyReport {
  /// - Throws: `SearchError` where a record's choices do not fit the definition's space.
  package init(_ definition: ArchitectureSearchDefinition, records: [TrialRecord]) throws {
    let confirming = Set(definition.confirmationSeeds)
    let isConfirming = { (record: TrialRecord) in record.seed.map(confirming.contains) ?? false }
    let objective = definition.objective
    let score = { (score: Double, costs: Figures) in
      costs[objective.cost].map {
        (reward: Optional(objective.reward(score: score, cost: $0)), cost: $0)
      }
    }
    self.init(
      records: records.filter { !isConfirming($0) }, seeds: definition.training.seeds,
      scoreKind: definition.evaluator.scoreKind, showsMeasures: definition.evaluator.hasOwnMeasures,
      score: score)
    try confirm(definition, by: records.filter(isConfirming)) { score($0, $1)?.reward }
    guard case .zeroCost = definition.evaluator else { return }
    var proxies: [Int: [String: Double]] = [:]
    for record in records where !record.measures.isEmpty { proxies[record.trial] = record.measures }
    let scored = candidates
    let scores = scored.map { $0.score ?? 0 }
    let agreement = { [proxies] (name: String) in
      let values = scored.compactMap { proxies[$0.trial]?[name] }
      return values.count == scores.count ? KendallTau(scores, values).tau : nil
    }
    nullProxyAgreement = NullProxyAgreement(
      parameters: agreement("log10Parameters"), multiplyAdds: agreement("log10MultiplyAdds"))
  }
}
