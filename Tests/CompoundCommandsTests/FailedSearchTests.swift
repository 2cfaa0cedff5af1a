import Foundation
import TestSupport
import Testing

/// Searches whose trainings fail: what is said, and with which exit status.
@Suite struct FailedSearchTests {
  /// Writes a search file whose evaluator is a command, given in YAML.
  private func search(_ command: String, in folder: String) throws {
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
          - {channels: [8, 16], repeats: [1, 2]}
          - {channels: [16, 24], repeats: 1}
      objective: {reward: soft, cost: multiplyAdds, target: 1M}
      within: {multiplyAdds: {most: 5M}}
      sampler: grid
      trials: 9
      evaluator: {command: \(command)}
      proxy: {resolution: 32}
      training: {data: shapes, epochs: 1, images: 200, validationImages: 100}

      """
    try text.write(toFile: folder + "/search.yaml", atomically: true, encoding: .utf8)
  }

  /// By turns with exit code 3 and 4, so that there are never three in a row.
  @Test func aSearchOfFailuresAloneEndsWithTheirCauses() async throws {
    try await withTemporaryFolder { folder in
      try search(
        #""echo out of disk; test -e COUNT && rm COUNT && exit 3; touch COUNT; exit 4""#
          .replacingOccurrences(of: "COUNT", with: folder + "/mark"), in: folder)
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      // The second run finds all of it recorded.
      for _ in 0..<2 {
        await transcript.run("search FOLDER/search.yaml --output FOLDER/study --workers 1")
      }
      let said =
        "! compound: 9 of 9 trainings failed: exit code 4 (5), exit code 3 (4). The commonest, "
        + "first seen with: out of disk"
      #expect(transcript.text.components(separatedBy: said).count == 3, "\(transcript.text)")
      #expect(transcript.text.components(separatedBy: "exit status 69").count == 3)
    }
  }

  @Test func aSearchWithSomeFailuresSaysHowMany() async throws {
    try await withTemporaryFolder { folder in
      // Every third evaluation succeeds.
      try search(
        #""echo >> COUNT; n=$(wc -l < COUNT); test $((n % 3)) = 0 || exit $n; echo '{\"accuracy\": 0.5}' > {result}""#
          .replacingOccurrences(of: "COUNT", with: folder + "/mark"), in: folder)
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      await transcript.run("search FOLDER/search.yaml --output FOLDER/study --workers 1")
      #expect(
        transcript.text.contains(
          "! FOLDER/study: 6 of 9 trainings failed: exit code 1 (1), exit code 2 (1), "
            + "exit code 4 (1), exit code 5 (1), exit code 7 (1), other causes (1)"),
        "\(transcript.text)")
      #expect(!transcript.text.contains("exit status"))
    }
  }

  @Test func aRepeatedFailureHasTheSameStatus() async throws {
    try await withTemporaryFolder { folder in
      try search("\"exit 7\"", in: folder)
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      await transcript.run("search FOLDER/search.yaml --output FOLDER/study --workers 1")
      #expect(transcript.text.contains("failed in a row with the same cause"))
      #expect(transcript.text.contains("exit status 69"), "\(transcript.text)")
    }
  }
}
