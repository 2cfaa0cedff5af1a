import ArchitectureSearch
import Foundation
import Studies
import Testing

@Suite struct RewardTests {
  @Test func softFormBuysFivePerCentForADoubling() throws {
    let reward = try Reward(.soft, target: 400e6)
    #expect(reward(score: 0.75, cost: 400e6) == 0.75)
    // 2^-0.07 = 0.952638…, the paper's "about 5 %".
    #expect(abs(reward(score: 1, cost: 800e6) - 0.952_638_0) < 1e-6)
    #expect(abs(reward(score: 1, cost: 200e6) - 1.049_716_7) < 1e-6)
  }

  @Test func hardFormIgnoresCostBelowTheTarget() throws {
    // MnasNet's Figure 3: accuracy 0.5, T = 80 ms.
    let reward = try Reward(.hard, target: 80)
    #expect(reward(score: 0.5, cost: 20) == 0.5)
    #expect(reward(score: 0.5, cost: 80) == 0.5)
    #expect(abs(reward(score: 0.5, cost: 160) - 0.25) < 1e-12)
  }

  @Test(arguments: [0, -1, .infinity, .nan])
  func targetsMustBePositive(_ target: Double) {
    let error = #expect(throws: SearchError.self) { try Reward(.soft, target: target) }
    #expect(error?.description.contains("objective.target") == true)
  }
}
