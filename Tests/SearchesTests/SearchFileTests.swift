import Architectures
import CoefficientSearch
import CostModel
import Foundation
import ModelZoo
import Networks
import Searches
import Studies
import Testing
import TrainingRecipes

private let minimal = """
  search: coefficients
  model: efficientnet-b0
  grid:
    alpha: 1.0...1.4:0.1
    beta: [1.0, 1.1]
    gamma: 1.15
  proxy: {resolution: 32, width: 0.25, divisor: 4, strides: [1, 2], repeatRounding: nearest}
  training: {epochs: 3, seeds: 2, optimizer: rmsprop, learningRate: 0.05}
  budgets: {multiplyAdds: 800M, parameters: 10.5M, memory: 64MiB}

  """

@Suite struct SearchFileTests {
  private func coefficients(_ text: String) throws -> CoefficientDefinition {
    guard case .coefficients(let definition) = try SearchFile(text: text, path: "s.yaml").definition
    else { throw SearchError.interrupted }
    return definition
  }

  @Test func everyKeyArrivesWhereItBelongs() throws {
    let definition = try coefficients(minimal)
    #expect(definition.model == "efficientnet-b0")
    #expect(definition.grid.alpha == [1, 1.1, 1.2, 1.3, 1.4])
    #expect(definition.grid.beta == [1, 1.1] && definition.grid.gamma == [1.15])
    #expect(definition.constraint == ScalingConstraint(target: 2, tolerance: 0.1))
    #expect(definition.phi == 1 && definition.family == [0, 1, 2, 3, 4, 5, 6, 7])
    let proxy = ProxyScale(
      width: 0.25, resolution: 32, divisor: 4, repeatRounding: .nearest, strides: [1, 2])
    #expect(definition.proxy == proxy)
    #expect(definition.training.data == "shapes" && definition.training.epochs == 3)
    #expect(definition.training.seeds == 2 && definition.training.recipe.optimizer == .rmsprop)
    #expect(definition.training.recipe.learningRate == 0.05)
    #expect(definition.training.recipe.batch == nil)
    #expect(
      definition.budgets
        == Bounds(
          multiplyAdds: .atMost(800_000_000), parameters: .atMost(10_500_000),
          memory: .atMost(67_108_864)))
  }

  @Test(arguments: [
    ("proxy: {", "proxi: {", "proxy"),
    ("divisor: 4", "diviser: 4", "divisor"),
    ("epochs: 3", "epoch: 3", "epochs"),
    ("gamma: 1.15", "gamma: 0.9", "1.0 to 100.0"),
    ("800M", "800 apples", "390M"),
    ("optimizer: rmsprop", "optimizer: rmsprob", "rmsprop"),
    ("search: coefficients", "search: coeficients", "coefficients"),
    ("model: efficientnet-b0", "seed: -1\nmodel: x", "0 or more"),
  ])
  func mistakesAreNamedWithTheirLine(_ found: String, _ mistake: String, _ hint: String) throws {
    let text = minimal.replacingOccurrences(of: found, with: mistake)
    try #require(text != minimal)
    let line =
      1 + (text.range(of: mistake).map { text[..<$0.lowerBound].count { $0 == "\n" } } ?? 0)
    let error = #expect(throws: (any Error).self) { try coefficients(text) }
    let message = error.map { "\($0)" } ?? ""
    #expect(message.contains("s.yaml:\(line):") && message.contains(hint), "\(message)")
  }

  /// B0's small proxy rounds many grid points to one network, and at 32 pixels few resolutions cost
  /// what they should: a feature map of 2×2 grows to 3×3 or not at all.
  @Test(arguments: [("b0", 7, 3), ("mobilenet-v2", 10, 4), ("resnet-50", 10, 4)])
  func theShippedCoefficientSearchesHaveEnoughToCompare(
    _ name: String, candidates: Int, gammas: Int
  ) throws {
    let file = try SearchFile(path: shippedSearches() + "/\(name)-coefficients.yaml")
    guard case .coefficients(let definition) = file.definition else {
      Issue.record("\(name) is no coefficient search")
      return
    }
    let base = try #require(ModelZoo.model(named: definition.model).architecture)
    let search = try CoefficientGridSearch(definition, base: base, classes: 10, inputChannels: 1)
    let trained = search.candidates.filter { $0.fate == .trained }.dropFirst()
    #expect(trained.count >= candidates)
    // What is compared costs alike, and each dimension is really varied.
    #expect(trained.allSatisfy { abs(($0.proxyRatio ?? 0) / 2 - 1) <= 0.1 })
    #expect(Set(trained.map(\.scaling.alpha)).count >= 4)
    #expect(Set(trained.map(\.scaling.beta)).count >= 3)
    #expect(Set(trained.map(\.scaling.gamma)).count >= gammas)
  }

  @Test func theShippedSearchFilesAreValid() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: shippedSearches()).sorted()
    for file in names where file.hasSuffix(".yaml") {
      #expect(throws: Never.self, "\(file)") {
        try SearchFile(path: shippedSearches() + "/" + file)
      }
    }
  }

  private func shippedSearches() -> String {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return tests.appendingPathComponent("../../searches").standardizedFileURL.path
  }
}
