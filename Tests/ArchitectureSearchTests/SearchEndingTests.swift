import Searches
import SearchTestSupport
import Studies
import Testing
import TestSupport

@testable import ArchitectureSearch

/// Spaces that hold fewer networks than a search has trials.
@Suite struct SearchEndingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Searches a space whose first stage is given in YAML.
  private func search(
    _ kind: SamplerKind, first: String, trials: Int = 500, halving: HalvingDefinition? = nil
  ) async throws -> SpaceSearch.Outcome {
    let text = """
      search: architecture
      space:
        name: mine
        resolution: 32
        classes: 10
        activation: relu
        stem: {channels: 8}
        head: {channels: 32}
        defaults: {block: mbConv, kernelSize: [3, 5], expansionRatio: [2, 4], stride: 2}
        stages:
          - \(first)
          - {channels: [16, 24], repeats: 1}
      objective: {reward: soft, cost: multiplyAdds, target: 1M}
      within: {multiplyAdds: {most: 5M}}
      trials: \(trials)
      proxy: {resolution: 32}
      training: {epochs: 1}

      """
    guard case .architecture(var definition) = try SearchFile(text: text, path: "t.yaml").definition
    else { throw SearchError.interrupted }
    definition.sampler = SamplerDefinition(kind, population: 50, tournament: 10, startup: 30)
    definition.halving = halving
    return try await SpaceSearch(definition, classes: 10, inputChannels: 3).run(
      output: folder.path + "/study", source: "", evaluator: StubEvaluator())
  }

  /// Two kernels, two ratios and two widths a stage, and two depths of the first: 2^7.
  @Test(arguments: SamplerKind.allCases)
  func everythingIsTriedBeforeASearchEndsEarly(_ kind: SamplerKind) async throws {
    let outcome = try await search(kind, first: "{channels: [8, 16], repeats: [1, 2]}")
    #expect(outcome.ending == .exhausted(networks: 128))
    #expect(outcome.report.distinct == 128)
    #expect(Set(outcome.report.candidates.map(\.choices)).count == 128)
  }

  /// An identity needs a second block, or a stride of 1: where there is neither, it changes nothing, so
  /// that 2^6 different networks have two names each.
  @Test(arguments: [SamplerKind.evolution, .random])
  func namesForTheSameNetworkAreOne(_ kind: SamplerKind) async throws {
    let outcome = try await search(
      kind,
      first: "{channels: [8, 16], repeats: 1, shortcut: [none, identity]}")
    #expect(outcome.ending == .exhausted(networks: 64))
    #expect(outcome.report.distinct == 64)
  }

  @Test func bracketsEndWithTheSpaceToo() async throws {
    let outcome = try await search(
      .random, first: "{channels: [8, 16], repeats: [1, 2]}",
      halving: HalvingDefinition(factor: 3, rungs: 1, isHyperband: false))
    #expect(outcome.ending == .exhausted(networks: 128))
  }

  @Test func enoughTrialsAreNoEarlyEnd() async throws {
    let outcome = try await search(
      .evolution, first: "{channels: [8, 16], repeats: [1, 2]}", trials: 128)
    #expect(outcome.ending == .trials && outcome.report.distinct == 128)
  }
}
