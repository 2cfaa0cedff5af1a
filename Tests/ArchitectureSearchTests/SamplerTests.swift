@testable import ArchitectureSearch
import CostModel
import Foundation
import Randomness
import Searches
import SearchSpaces
import SearchTestSupport
import Statistics
import Studies
import Testing

@testable import ArchitectureSearch

private func domain(_ text: String = crookedSpace, share: Double = 0.6) throws -> SearchDomain {
  let graph = try SpaceGraph(space(text))
  let range = graph.range(of: .multiplyAdds)
  let most = range.lowerBound + Int(Double(range.count) * share)
  return try SearchDomain(graph, band: Bounds(multiplyAdds: .init(most: most)))
}

private func objective(_ domain: SearchDomain, seed: UInt64 = 1) throws -> AnalyticObjective {
  let target = Double(domain.graph.range(of: .multiplyAdds).upperBound) / 3
  return AnalyticObjective(domain, reward: try Reward(.soft, target: target), seed: seed)
}

/// What every sampler must do, whatever it is.
@Suite struct SamplerConformanceTests {
  @Test(arguments: SamplerKind.allCases)
  func proposalsAreCanonicalAndWithinTheBand(_ kind: SamplerKind) throws {
    let domain = try domain()
    let objective = try objective(domain)
    var sampler = SamplerDefinition(kind, population: 10, startup: 10).sampler(domain, seed: 3)
    var history: [ScoredTrial] = []
    for number in 0..<80 {
      let proposal = sampler.propose(number, after: history)
      #expect(domain.allowed(proposal.encoding) == proposal.encoding)
      #expect(proposal.refused >= 0)
      var outcome = try #require(objective(proposal.encoding))
      outcome.number = number
      // Some candidates fail; a sampler must live with it.
      if number % 7 == 3 { (outcome.reward, outcome.objectives) = (nil, nil) }
      history.append(outcome)
    }
  }

  @Test(arguments: SamplerKind.allCases)
  func proposalsDependOnSeedNumberAndHistoryAlone(_ kind: SamplerKind) throws {
    let domain = try domain()
    let objective = try objective(domain)
    func proposals(seed: UInt64) throws -> [[Int]] {
      var sampler = SamplerDefinition(kind, population: 10, startup: 10)
        .sampler(domain, seed: seed)
      var history: [ScoredTrial] = []
      return try (0..<60).map { number in
        let proposal = sampler.propose(number, after: Array(history.prefix(max(0, number - 2))))
        history.append(try #require(objective(proposal.encoding)))
        return proposal.encoding
      }
    }
    let first = try proposals(seed: 5)
    #expect(try proposals(seed: 5) == first)
    if kind != .grid { #expect(try proposals(seed: 6) != first) }
  }

  @Test(arguments: SamplerKind.allCases)
  func aSpaceOfOneArchitectureIsNoTrap(_ kind: SamplerKind) throws {
    let text = """
      name: one
      resolution: 16
      stem: {channels: 4}
      stages:
        - {block: mbConv, channels: 8}

      """
    let domain = try domain(text, share: 1)
    var sampler = SamplerDefinition(kind, population: 2, startup: 2).sampler(domain, seed: 1)
    var history: [ScoredTrial] = []
    for number in 0..<25 {
      let proposal = sampler.propose(number, after: history)
      #expect(proposal.encoding.isEmpty)
      history.append(
        ScoredTrial(number: number, encoding: [], reward: 1, objectives: [-1, 1]))
    }
  }

  @Test func theGridVisitsEverythingOnce() throws {
    let domain = try domain(risingSpace)
    let count = Int(domain.table.count)
    var sampler = GridSampler(domain, seed: 0)
    let visited = Set((0..<count).map { sampler.propose($0, after: []).encoding })
    #expect(visited.count == count)
  }

  @Test func theControllersGradientIsThatOfCentralDifferences() {
    let counts = [3, 2, 4]
    let network = ControllerNetwork(optionCounts: counts, width: 5, seed: 9)
    let encoding = [1, 0, 3]
    // The loss is the negative logarithm of the encoding's probability.
    let run = network.run(encoding)
    let slopes = encoding.indices.map { position in
      run.probabilities[position].enumerated().map { $1 - ($0 == encoding[position] ? 1 : 0) }
    }
    var gradient = [Double](repeating: 0, count: network.parameters.count)
    network.accumulate(slopes, run, encoding, into: &gradient)
    let step = 1e-5
    for index in gradient.indices {
      var (up, down) = (network, network)
      up.update { $0 == index ? step : 0 }
      down.update { $0 == index ? -step : 0 }
      let difference =
        down.run(encoding).logProbability(encoding)
        - up.run(encoding).logProbability(encoding)
      #expect(abs(difference / (2 * step) - gradient[index]) < 1e-7)
    }
  }
}

@Suite struct AnalyticObjectiveTests {
  @Test func theOptimumIsThatOfBruteForce() throws {
    let domain = try domain()
    let objective = try objective(domain)
    var best = 0.0
    for number in 0..<domain.table.count {
      let encoding = domain.graph.encoding(domain.table[number])
      best = max(best, try #require(objective(encoding)?.reward))
    }
    #expect(try abs(objective.optimum() - best) < 1e-12)
  }

  /// On average over landscapes the samplers that learn must end nearer to the optimum than random.
  @Test(arguments: [SamplerKind.evolution, .ppo, .tpe])
  func learningBeatsRandom(_ kind: SamplerKind) throws {
    let domain = try domain(mediumSpace)
    var differences: [Double] = []
    for seed in 0..<12 {
      let objective = try objective(domain, seed: UInt64(seed))
      let learner = SamplerDefinition(kind).sampler(domain, seed: UInt64(seed))
      let random = RandomSampler(domain, seed: UInt64(seed))
      let learnt = try #require(objective.bestSoFar(learner, trials: 300).last)
      let drawn = try #require(objective.bestSoFar(random, trials: 300).last)
      let optimum = try objective.optimum()
      #expect(learnt <= optimum + 1e-12 && drawn <= optimum + 1e-12)
      differences.append(learnt - drawn)
    }
    let test = try #require(wilcoxonTest(differences))
    #expect(Sample(differences).mean > 0 && test.pValue < 0.05, "\(kind): \(differences)")
  }
}

/// Some 10^9 architectures: large enough that random search can't happen on the best.
private let mediumSpace = """
  name: medium
  resolution: 64
  stem: {channels: 16}
  head: {channels: 128}
  defaults:
    block: mbConv
    kernelSize: [3, 5]
    expansionRatio: [2, 4, 6]
    squeezeRatio: [0, 0.25]
    repeats: [1, 2, 3]
    stride: 2
  stages:
    - {channels: [16, 24]}
    - {channels: [24, 32, 40]}
    - {channels: [40, 48, 64]}
    - {channels: [64, 80, 96], stride: 1}
    - {channels: [96, 128, 160]}

  """

@Suite struct MnasNetSpaceTests {
  private func definition() throws -> ArchitectureSearchDefinition {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let path = tests.appendingPathComponent("../../searches/mnasnet-400m.yaml")
    guard
      case .architecture(let definition) = try SearchFile(
        path: path.standardizedFileURL.path
      ).definition
    else { throw SearchError.interrupted }
    return definition
  }

  /// MnasNet, section 4.1: a sub-search space of 432 per block; here seven blocks.
  @Test func sevenBlocksOf432() throws {
    let definition = try definition()
    let graph = try SpaceGraph(SearchSpace(definition.space))
    #expect(definition.space.stages.count == 7)
    #expect(graph.count == ArchitectureCount((0..<7).reduce(1) { power, _ in power * 432 }))
  }

  @Test func drawsFromTheBandHaveTheCostModelsCosts() throws {
    let definition = try definition()
    let graph = try SpaceGraph(SearchSpace(definition.space))
    // A narrow band keeps the test short.
    let band = Bounds(multiplyAdds: .init(least: 150_000_000, most: 160_000_000))
    let table = try BandTable(graph, band)
    var generator = CounterGenerator(seed: 4, purpose: "mnasnet")
    for _ in 0..<50 {
      let path = try #require(table.sample(using: &generator))
      let encoding = graph.encoding(path)
      let exact = try Figures(of: graph.space.architecture(encoding))
      #expect(path.costs.multiplyAdds == exact.multiplyAdds)
      #expect(path.costs.parameters == exact.parameters)
      #expect(path.costs.activations == exact.activations)
      #expect(band.contains(path.costs))
      #expect(graph.costs(of: encoding) == path.costs)
    }
  }
}
