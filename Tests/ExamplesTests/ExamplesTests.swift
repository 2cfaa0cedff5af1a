import Architectures
import CostModel
import Foundation
import Networks
import ProxyTraining
import Studies
import Testing
import TestSupport

@testable import ScaleExample
@testable import SearchExample
@testable import TrainExample

/// The example programs, held to what is known without them.
@Suite(.serialized)
@MainActor
struct ExamplesTests {
  @Test func scaling() throws {
    let members = try Scale.family(of: "efficientnet-b0", phis: [0, 1])
    // torchvision's `EfficientNet_B0_Weights` states this number.
    #expect(members[0].cost.parameters == 5_288_548)
    let scaled = members[1].architecture
    // 224 · 1.15 = 257.6, and Table 1's layers times 1.2, rounded up.
    #expect(scaled.resolution == 258)
    #expect(scaled.stages.map(\.repeats) == [2, 3, 3, 4, 4, 5, 2])
    #expect(try Scale.family(of: "nasnet-a-mobile", phis: [0]).isEmpty)
    try Scale.main()
  }

  @Test func training() throws {
    let (losses, result) = try Train.train(steps: 64, seed: 1)
    // Convolutions without biases, each with a scale and an offset per channel; the classifier.
    let (stem, first, second) = (27 * 8 + 16, 9 * 8 * 16 + 32, 9 * 16 * 32 + 64)
    #expect(result.parameters == stem + first + second + 32 * 10 + 10)
    // A classifier that begins at zero takes all ten classes to be alike.
    #expect(losses.count == 64 && abs(losses[0] - log(10)) < 1e-5)
    // By heart, though even then smoothed labels leave a loss of 0.5 and more.
    #expect(losses[56...].allSatisfy { $0 < log(10) / 2 })
    let (one, two) = (
      try Train.train(steps: 4, seed: 2, threads: 1), try Train.train(steps: 4, seed: 2)
    )
    #expect(one.losses == two.losses && one.result.top1 == two.result.top1)
    try Train.main()
  }

  @Test func searching() async throws {
    let folder = try TemporaryFolder()
    let report = try #require(try await Search.run(in: folder.path + "/study"))
    // All twelve by hand: parameters, multiply-adds at 32 pixels, and the reward of the paper.
    var rewards: [Double] = []
    for kernel in [9, 25] {
      for first in [16, 24] {
        for second in [32, 48, 64] {
          let (a, b) = (kernel * 8 * first, kernel * first * second)
          let parameters = Double(
            27 * 8 + 16 + a + 2 * first + b + 2 * second + second * 10 + 10)
          let multiplyAdds = Double(27 * 8 * 256 + a * 64 + b * 16 + second * 10)
          let accuracy = parameters / (parameters + 1_000)
          rewards.append(accuracy * pow(multiplyAdds / 200_000, -0.07))
        }
      }
    }
    rewards.sort(by: >)
    let found = report.ranked.compactMap(\.reward)
    #expect(found.count == 12)
    #expect(zip(found, rewards).allSatisfy { abs($0 - $1) < 1e-12 })
    try await Search.main()
  }
}
