import ArchitectureSearch
import CostModel
import Foundation
import Searches
import Studies

/// Searches twelve small networks for the best trade of accuracy against cost.
///
/// Uses the product `CompoundSearch`.
@main
struct Search {
  /// What a file for `compound search` would say.
  static let text = """
    search: architecture
    space:
      name: twelve
      resolution: 32
      classes: 10
      stem: {channels: 8}
      shared: {kernel: [3, 5]}
      defaults: {block: convolution, kernelSize: {shared: kernel}, stride: 2}
      stages:
        - {channels: [16, 24]}
        - {channels: [32, 48, 64]}
    objective: {cost: multiplyAdds, target: 200k}
    sampler: {kind: grid}
    trials: 12
    proxy: {width: 1, resolution: 16}
    training: {epochs: 1}
    """

  /// Stands where a training belongs: an accuracy that grows with the parameters, ever more slowly.
  struct Formula: Evaluator {
    var capacity: Int { .max }

    func evaluate(_ request: EvaluationRequest, control: EvaluationControl) throws -> Evaluation {
      let parameters = Double(try Figures(of: request.architecture).parameters)
      return Evaluation(try Score(.top1, parameters / (parameters + 1_000)))
    }
  }

  /// Runs the search in a study folder, or goes on with the one that is there.
  static func run(in folder: String) async throws -> StudyReport? {
    let file = try SearchFile(text: text, path: "search.yaml")
    guard case .architecture(let definition) = file.definition else { return nil }
    let search = try SpaceSearch(definition, classes: 10, inputChannels: 3)
    return try await search.run(output: folder, source: text, evaluator: Formula()).report
  }

  static func main() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    guard let report = try await run(in: folder.path) else { return }
    print("score, reward, multiply-adds at 32 pixels, name: best first")
    for row in report.ranked {
      print(row.score ?? 0, row.reward ?? 0, row.costs?.multiplyAdds ?? 0, row.candidate)
    }
  }
}
