package import ArchitectureSearch
import SearchSpaces
import Statistics
package import Studies

/// What mattered in an architecture search: each decision's effect with its interval.
package enum DecisionTable {
  /// So many trials are looked at, evenly through the search.
  private static let mostTrials = 2000

  /// - Parameters:
  ///   - report: the trials; those trained longest and to their end count.
  ///   - definition: the search, whose space has the decisions.
  /// - Returns: the decisions, the largest effects first; nil where too few trials tell anything.
  /// - Throws: `SpaceError` for a space that can't be built.
  package static func table(
    _ report: StudyReport, of definition: ArchitectureSearchDefinition
  ) throws -> Table? {
    let longest = report.candidates.compactMap(\.epochs).max()
    let all = report.candidates.filter { $0.epochs == longest && $0.choices != nil }
    // More would take a page's time, and tell no more.
    let step = max(1, (all.count + mostTrials - 1) / mostTrials)
    let rows = stride(from: 0, to: all.count, by: step).map { all[$0] }
    let values = rows.map { $0.reward ?? report.scoreKind.merit($0.score ?? 0) }
    guard
      let effects = DecisionEffects(choices: rows.map { $0.choices ?? [] }, values: values)
    else { return nil }
    let decisions = try SearchSpace(definition.space).decisions
    guard rows.allSatisfy({ $0.choices?.count == decisions.count }) else { return nil }
    let hasReward = rows.contains { $0.reward != nil }
    // Of equals the one that is surest.
    let ordered = effects.effects.sorted {
      ($0.interval.lowerBound, $0.worth) > ($1.interval.lowerBound, $1.worth)
    }
    let style = NumberStyle.decimals(4)
    return Table(
      caption:
        "What each decision is worth, in \(hasReward ? "reward" : report.scoreKind.quantity)",
      columns: [
        .text("decision", "Decision") { (row: DecisionEffects.Effect) in
          decisions[row.decision].name
        },
        .text("best", "Best option") { decisions[$0.decision].options[$0.best] },
        .text("worst", "Worst option") { decisions[$0.decision].options[$0.worst] },
        .number("worth", "Ahead by", style) { $0.worth },
        .number("low", "Low", style) { max(0, $0.interval.lowerBound) },
        .number("high", "High", style) { $0.interval.upperBound },
        .text("verdict", "Verdict") { $0.matters ? "matters" : "can't tell" },
      ], rows: ordered, notes: notes(effects, of: decisions.count, isSample: step > 1),
      isEmphasized: { $0.matters })
  }

  private static func notes(
    _ effects: DecisionEffects, of decisions: Int, isSample: Bool
  ) -> [String] {
    let silent = decisions - effects.effects.count
    let share = effects.explainedShare.map {
      " All decisions together explain \(NumberStyle.percent(decimals: 0).text($0)) of the variance."
    }
    return [
      "Over \(effects.trials) trials\(isSample ? ", evenly through the search" : ""), each trained as long. Low and High hold for all decisions at once "
        + "with 95 %, whichever options are compared; what decisions do together counts as error."
        + (share ?? ""),
      effects.isAdditive
        ? ""
        : "There are too few trials to tell decisions apart: each stands by itself, with what moved along with it.",
      silent > 0
        ? "\(silent) decisions are left out: fewer than two of their options were tried more than once."
        : "",
    ].filter { !$0.isEmpty }
  }
}
