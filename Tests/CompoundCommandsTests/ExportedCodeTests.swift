import Foundation
import TestSupport
import Testing

/// The weights that `export` writes beside code, whose file nobody names.
@Suite struct ExportedCodeTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ command: String) async throws -> String {
    var transcript = try Transcript(places: [(folder.path, "FOLDER")])
    await transcript.run(command)
    return transcript.text
  }

  @Test func trainedWeightsAreNotReplaced() async throws {
    _ = try await run("export Inputs/small.yaml --output FOLDER/a.safetensors")
    let path = URL(fileURLWithPath: folder.path + "/a.safetensors")
    let before = try Data(contentsOf: path)
    for options in ["--weights FOLDER/a.safetensors", "--seed 1"] {
      let text = try await run("export Inputs/small.yaml \(options) --output FOLDER/a.py")
      #expect(text.contains("would take the place of these") && text.contains("a_torch.py"))
      #expect(text.contains("exit status 65"), "\(text)")
      #expect(try Data(contentsOf: path) == before)
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/a.py"))
    }
  }

  /// What an earlier export has written is written anew.
  @Test func weightsOfCodeAre() async throws {
    for seed in 0..<2 {
      let text = try await run("export Inputs/small.yaml --seed \(seed) --output FOLDER/b.py")
      #expect(!text.contains("exit status"), "\(text)")
    }
  }
}
