import Randomness
import Statistics
import Testing

@Suite struct DecisionEffectsTests {
  /// Trials with drawn choices; the value is what `value` makes of them, and a normal error.
  private func trials(
    _ count: Int, options: [Int], seed: UInt64, error: Double, _ value: ([Int]) -> Double
  ) -> (choices: [[Int]], values: [Double]) {
    var generator = CounterGenerator(seed: seed, purpose: "decision effects", index: 0)
    var choices: [[Int]] = []
    var values: [Double] = []
    for _ in 0..<count {
      let choice = options.map { Int(generator.uniform() * Double($0)) }
      choices.append(choice)
      values.append(value(choice) + error * generator.normal())
    }
    return (choices, values)
  }

  @Test func aBalancedDesignGivesTheDifferenceOfMeans() throws {
    // In a full factorial the least-squares effects are differences of plain means.
    let choices = (0..<24).map { [$0 % 2, $0 / 2 % 3, $0 / 6 % 2] }
    let values = choices.enumerated().map { place, choice in
      [0, 0.5][choice[0]] + [1, 0.2, 0.7][choice[1]] + 0.01 * Double(place * place % 7)
    }
    let effects = try #require(DecisionEffects(choices: choices, values: values))
    #expect(effects.isAdditive)
    for effect in effects.effects {
      let mean = { (option: Int) -> Double in
        let chosen = zip(choices, values).filter { $0.0[effect.decision] == option }.map(\.1)
        return chosen.reduce(0, +) / Double(chosen.count)
      }
      #expect(abs(effect.worth - (mean(effect.best) - mean(effect.worst))) < 1e-12)
    }
    #expect(effects.effects.map(\.best).prefix(2) == [1, 0])
    #expect(effects.effects[1].worst == 1)
  }

  @Test func noDecisionMattersWhereNoneDoes() {
    let runs = 300
    let wrong = (0..<runs).count { run in
      let drawn = trials(
        80, options: [2, 3, 3, 4, 2, 3], seed: UInt64(run), error: 1, { _ in 0 })
      return DecisionEffects(choices: drawn.choices, values: drawn.values)?.effects.contains(
        where: \.matters) ?? false
    }
    // 5 % at most are claimed; three standard errors of 300 runs are 3.8 %.
    #expect(Double(wrong) / Double(runs) < 0.088)
  }

  @Test func intervalsHoldTheTruth() throws {
    let worth = [[0, 1.0], [0, 0.5, 2], [0, 0, 0]]
    let runs = 200
    var (missed, found) = (0, 0)
    for run in 0..<runs {
      let drawn = trials(60, options: [2, 3, 3], seed: UInt64(1000 + run), error: 0.8) { choice in
        zip(worth, choice).reduce(0) { $0 + $1.0[$1.1] }
      }
      let effects = try #require(
        DecisionEffects(choices: drawn.choices, values: drawn.values)
      ).effects
      let holds = effects.allSatisfy { effect in
        let truth = worth[effect.decision][effect.best] - worth[effect.decision][effect.worst]
        return effect.interval.contains(truth)
      }
      if !holds { missed += 1 }
      if effects[1].matters { found += 1 }
    }
    #expect(Double(missed) / Double(runs) < 0.1)
    #expect(Double(found) / Double(runs) > 0.9)
  }

  @Test func fewTrialsAreLookedAtOneDecisionAtATime() throws {
    let drawn = trials(12, options: [3, 3, 3, 3, 3, 3], seed: 1, error: 1) { _ in 0 }
    let effects = try #require(DecisionEffects(choices: drawn.choices, values: drawn.values))
    #expect(!effects.isAdditive)
    #expect(effects.explainedShare == nil)
  }

  @Test func nothingIsSaidOfADecisionThatWasNeverMade() {
    #expect(
      DecisionEffects(choices: [[0], [0], [0], [0]], values: [1, 2, 3, 4]) == nil)
    #expect(DecisionEffects(choices: [], values: []) == nil)
  }
}
