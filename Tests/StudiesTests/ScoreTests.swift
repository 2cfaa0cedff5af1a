import Studies
import Testing

@Suite struct ScoreTests {
  @Test func whatNoScoreCanBeIsRefused() {
    let none = #expect(throws: EvaluationFailure.self) { try Score(.top1, .nan) }
    #expect(none?.cause == "no finite score")
    #expect(none?.detail == "found top-1 nan, expected 0.0 to 1.0")
    let percent = #expect(throws: EvaluationFailure.self) { try Score(.top1, 71.5) }
    #expect(percent?.cause == "impossible score")
    #expect(
      percent?.detail == "found top-1 71.5, expected 0.0 to 1.0 (0.715, if it is a percentage)")
    #expect(throws: EvaluationFailure.self) { try Score(.zeroCost(.synflow), .infinity) }
  }

  @Test func kindsSayWhichIsBetter() throws {
    #expect(try Score(.zeroCost(.synflow), 71.5).value == 71.5)
    #expect(ScoreKind.top1.merit(0.7) > ScoreKind.top1.merit(0.6))
    let loss = ScoreKind(key: "loss", direction: .lowerIsBetter, range: 0 ... .infinity)
    #expect(loss.merit(0.7) < loss.merit(0.6))
  }
}
