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
  @Test func theShippedGridHasEnoughToCompare() throws {
    guard
      case .coefficients(let definition) = try SearchFile(
        path: shippedSearches() + "/b0-grid.yaml"
      ).definition
    else {
      Issue.record("no grid search")
      return
    }
    let base = try #require(ModelZoo.model(named: definition.model).architecture)
    let search = try CoefficientGridSearch(definition, base: base, classes: 10, inputChannels: 1)
    let trained = search.candidates.filter { $0.fate == .trained }.dropFirst()
    #expect(trained.count >= 4)
    // What is compared costs alike, and each dimension is really varied.
    #expect(trained.allSatisfy { abs(($0.proxyRatio ?? 0) / 2 - 1) <= 0.1 })
    #expect(trained.allSatisfy { abs(($0.targetRatio ?? 0) / 2 - 1) <= 0.1 })
    #expect(Set(trained.map(\.scaling.alpha)).count >= 3)
    #expect(Set(trained.map(\.scaling.beta)).count >= 2)
    #expect(Set(trained.map(\.scaling.gamma)).count >= 2)
  }

  /// At the shipped scales each dimension has steps enough, and the design learns all coefficients.
  @Test(arguments: ["b0", "mobilenet-v2", "resnet-50"])
  func theShippedSurfacesCanBeLearnt(_ name: String) throws {
    let path = shippedSearches() + "/\(name)-coefficients.yaml"
    let definition = try surface(String(contentsOfFile: path, encoding: .utf8))
    let base = try #require(ModelZoo.model(named: definition.model).architecture)
    let outline = try SurfaceSearch(
      definition, base: base, classes: 10, inputChannels: 3
    ).outline()
    #expect(outline.steps.allSatisfy { $0 >= 5 } && outline.latticeSize >= 200)
    #expect(outline.networks.count >= 20)
    #expect(outline.firstEffort <= 0.6 * definition.budget + 1e-9)
    // What a doubling is worth will be known about as well as what one training reaches.
    #expect(outline.standardErrors.allSatisfy { $0 < 1.2 })
  }

  private func surface(_ text: String) throws -> SurfaceDefinition {
    guard case .surface(let definition) = try SearchFile(text: text, path: "s.yaml").definition
    else { throw SearchError.interrupted }
    return definition
  }

  private static let surfaceText = """
    search: coefficients
    model: efficientnet-b0
    growth: 4
    budget: 55
    range: {least: 0.05, most: 8}
    compare: [{alpha: 1.5, beta: 1.2, gamma: 1.1}, {name: wide, beta: 1.41}]
    evaluator: {command: "train {architecture} {depth} > {result}", retries: 2}
    proxy: {resolution: 32, width: 0.25}
    family: [0, 2]
    familyLine: ray
    seed: 4
    """

  @Test func aSurfacesKeysArriveWhereTheyBelong() throws {
    let definition = try surface(Self.surfaceText)
    #expect(definition.growth == 4 && definition.budget == 55 && definition.seed == 4)
    #expect(definition.least == 0.05 && definition.most == 8 && definition.more.isEmpty)
    #expect(
      definition.compare == [
        SurfaceDefinition.Comparison(
          name: "alpha 1.5, beta 1.2, gamma 1.1", alpha: 1.5, beta: 1.2, gamma: 1.1),
        SurfaceDefinition.Comparison(name: "wide", alpha: 1, beta: 1.41, gamma: 1),
      ])
    #expect(definition.family == [0, 2] && definition.familyLine == .ray)
    guard case .command(let command) = definition.evaluator else {
      Issue.record("the command is lost")
      return
    }
    #expect(command.retries == 2)
    #expect(definition.learningRates == nil)
    let rates = try surface(
      Self.surfaceText.replacingOccurrences(of: "{depth}", with: "{learningRate}")
        + "\nlearningRates: [2, 0.5, 1]")
    #expect(rates.learningRates == [0.5, 1, 2])
    // What is left out.
    let short = try surface(
      "search: coefficients\nmodel: x\nproxy: {resolution: 8}\ntraining: {epochs: 2}")
    #expect(short.growth == 2 && short.budget == 40 && short.least == 0.1 && short.most == 4)
    #expect(short.evaluator == .trainer && short.familyLine == .path)
  }

  @Test(arguments: [
    ("growth: 4", "growth: 1", 3, "1.05 to 64.0"),
    ("budget: 55", "budget: 1", 4, "5.0 to 100000.0"),
    ("{least: 0.05, most: 8}", "{least: 2, most: 8}", 5, "0.001 to 1.0"),
    ("{name: wide, beta: 1.41}", "{name: wide}", 6, "expected one of them above 1"),
    ("{name: wide, beta: 1.41}", "{name: wide, bet: 1.41}", 6, "beta"),
    ("familyLine: ray", "familyLine: line", 10, "ray"),
    ("family: [0, 2]", "training: {epochs: 2, seeds: 3}", 9, "leave `seeds` out"),
    ("family: [0, 2]", "constraint: {target: 2}", 9, "constraint"),
    ("family: [0, 2]", "learningRates: [0.5, 1, 2]", 9, "{learningRate}"),
    ("family: [0, 2]", "learningRates: [0.5, 2, 4]", 9, "1 among them"),
    ("family: [0, 2]", "learningRates: [1, 2]", 9, "three or more different"),
  ])
  func aSurfacesMistakesAreNamedWithTheirLine(
    _ found: String, _ mistake: String, _ line: Int, _ hint: String
  ) {
    let text = Self.surfaceText.replacingOccurrences(of: found, with: mistake)
    let error = #expect(throws: (any Error).self) { try surface(text) }
    let message = error.map { "\($0)" } ?? ""
    #expect(message.contains("s.yaml:\(line):") && message.contains(hint), "\(message)")
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
