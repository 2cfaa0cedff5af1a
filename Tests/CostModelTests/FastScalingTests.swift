import Architectures
import CostModel
import Networks
import Testing

private struct ScaledReports: Decodable {
  struct Row: Decodable {
    let notation: String
    let factor: Double
    let repeats: [Int]
    let channels: [Int]
    let stem: Int
    let head: Int
    let resolution: Int
    let flops: Int
    let params: Int
    let acts: Int
  }
  let rows: [Row]
}

@Suite struct FastScalingTests {
  @Test func pyclsScalingsOfB0AreReproducedToTheInteger() throws {
    let rows = try Fixtures.decode(ScaledReports.self, from: "fast-scaling").rows
    #expect(rows.count == 24)
    for row in rows {
      let coefficients = try FastScaling(notation: row.notation).coefficients(factor: row.factor)
      let scaled = try efficientNetB0().scaled(by: coefficients, rounding: .pycls).architecture
      #expect(scaled.stages.map(\.repeats) == row.repeats, "\(row.notation) \(row.factor)")
      #expect(scaled.stages.map(\.channels) == row.channels, "\(row.notation) \(row.factor)")
      #expect(scaled.stem.channels == row.stem && scaled.head.channels == row.head)
      #expect(scaled.resolution == Resolution(row.resolution))
      let count = try ConventionCount(of: scaled.lowered(), convention: .pycls)
      #expect(count.total == row.flops)
      #expect(count.activations == row.acts)
      #expect(try NetworkCost(of: scaled.lowered()).total.parameters == row.params)
    }
  }
}
