import CostModel
import ModelZoo
import Networks
import Testing

@testable import Reporting

@Suite struct AccuracyTableTests {
  private func row(_ model: String, top1: Double?, cost: Int = 100) -> AccuracyTable.Row {
    AccuracyTable.Row(
      model: model, resolution: Resolution(224),
      accuracy: top1.map { PublishedAccuracy(top1: $0, source: "s") },
      cost: Cost(parameters: cost, multiplyAdds: 2 * cost, activations: cost))
  }

  private func models(_ table: Table) -> [[String]] {
    table.shownGroups.map { $0.map { $0.cells[0].text(in: .plain) } }
  }

  /// The rule is the one by which the paper's Table 2 is grouped.
  @Test func groupsAreThoseOfThePaper() {
    let groups = Table2.groups.map { group in
      group.entries.map { row($0.model, top1: $0.published.top1) }
    }
    let table = AccuracyTable.table(
      groups.flatMap { $0.dropFirst() }, beside: groups.map { $0[0] })
    #expect(models(table) == Table2.groups.map { $0.entries.map(\.model) })
  }

  @Test func ratiosAreToTheFirstOfTheGroup() {
    let table = AccuracyTable.table(
      [
        row("good", top1: 90, cost: 600), row("unknown", top1: nil), row("bad", top1: 10, cost: 50),
      ],
      beside: [row("small", top1: 70, cost: 100), row("large", top1: 80, cost: 200)])
    #expect(models(table) == [["small", "bad"], ["large", "good"], ["unknown"]])
    let ratios = table.rows.map { $0.cells[5].text(in: .decimals(1)) }
    #expect(ratios == ["1.0", "0.5", "1.0", "3.0", ""])
    #expect(table.rows.map { $0.role == .emphasized } == [true, false, true, false, false])
  }

  @Test func withoutReferencesAllAreOneGroup() {
    let table = AccuracyTable.table([row("a", top1: nil, cost: 100), row("b", top1: 1, cost: 150)])
    #expect(models(table) == [["a", "b"]])
    #expect(table.rows.map { $0.cells[7].text(in: .decimals(1)) } == ["1.0", "1.5"])
    #expect(table.notes[0].hasPrefix("Top-1 and top-5: percent, as stated: b: s."))
  }
}
