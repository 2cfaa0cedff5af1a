import CoefficientSearch
import Foundation
import Studies
import Testing

/// A search for coefficients whose trainings are a formula that anyone can check: the way to try the
/// method on a surface that is known.
@Suite struct SurfaceCommandTests {
  /// Resolution pays 0.3 a doubling of cost, width 0.1, depth nothing.
  private static let search = """
    search: coefficients
    model: efficientnet-b0
    budget: 25
    range: {least: 0.2}
    evaluator:
      command: >
        awk 'BEGIN { w = 2 * log({width}) / log(2); r = 2 * log({resolution}) / log(2);
        n = {seed} % 1000 / 1000 - 0.5;
        print "{\\"accuracy\\": " 1 / (1 + exp(-(0.4 + 0.1 * w + 0.3 * r + 0.01 * n))) "}" }'
        > {result}
    proxy:
      width: 0.25
      depth: 0.5
      resolution: 32
      divisor: 4
      resolutionDivisor: 8
      repeatRounding: nearest
      strides: [1, 2, 2, 1, 1, 1, 1]
    family: [0, 1]
    """

  private struct Answer: Decodable {
    struct Share: Decodable { var share, low, high: Double }
    struct Coefficient: Decodable { var value, low, high: Double }
    struct Statement: Decodable {
      var point, verdict: String
      var least, most: Double
    }
    struct Check: Decodable { var measured: Double }

    var growth: [String: Share]
    var coefficients: [String: Coefficient]
    var statements: [Statement]
    var regretBound: Double
    var checks: [Check]
  }

  @Test func aKnownSurfaceIsFound() async throws {
    try await withTemporaryFolder { folder in
      try Self.search.write(toFile: folder + "/s.yaml", atomically: true, encoding: .utf8)
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      await transcript.run(
        "search FOLDER/s.yaml --output FOLDER/study --format json --workers 2")
      let results = transcript.text.split(separator: "\n").filter {
        !$0.hasPrefix("!") && !$0.hasPrefix("$")
      }.joined(separator: "\n")
      let answer = try JSONDecoder().decode(Answer.self, from: Data(results.utf8))
      let resolution = try #require(answer.growth["resolution"])
      #expect(resolution.share > 0.8 && resolution.low <= resolution.share)
      #expect(resolution.high >= resolution.share)
      // γ = 2^(share / 2).
      let gamma = try #require(answer.coefficients["gamma"])
      #expect(abs(gamma.value - exp2(resolution.share / 2)) < 1e-12)
      let depth = try #require(answer.statements.first { $0.point == "depth alone" })
      #expect(depth.verdict == "worse" && depth.least > 0 && depth.least < depth.most)
      #expect(answer.regretBound >= 0 && answer.regretBound < 0.02)
      #expect(!answer.checks.isEmpty)
      // The scaled network costs what it should, as its own file says.
      await transcript.run("study best FOLDER/study --architecture --phi 1")
      #expect(transcript.text.contains("name: efficientnet-b0-phi1"))
    }
  }

  /// Minutes become trainings by what those before took, and stay in the study as such.
  @Test func aBudgetGrowsByMinutes() async throws {
    try await withTemporaryFolder { folder in
      let quick = Self.search.replacingOccurrences(of: "budget: 25", with: "budget: 12")
      try quick.write(toFile: folder + "/s.yaml", atomically: true, encoding: .utf8)
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      await transcript.run("search FOLDER/s.yaml --output FOLDER/study --more 1m")
      #expect(transcript.text.contains("nothing is trained in FOLDER/study yet"))
      await transcript.run("search FOLDER/s.yaml --output FOLDER/study --workers 2")
      let before = try Study.read(folder: folder + "/study")
      // Whatever the machine, as many as 5 trainings' time has room for.
      let pace = try #require(
        try SurfacePace(before.definition(as: SurfaceDefinition.self), study: before))
      let minutes = pace.seconds(trainings: 5.5, workers: 2) / 60
      await transcript.run(
        "search FOLDER/s.yaml --output FOLDER/study --workers 2 --more \(max(minutes, 0.1))m")
      let after = try Study.read(folder: folder + "/study")
      let definition = try after.definition(as: SurfaceDefinition.self)
      #expect(definition.more.count == 1 && (definition.more.first ?? 0) >= 5)
      #expect(after.records.count > before.records.count)
      for wrong in ["0", "0m", "-3", "3h", "m"] {
        await transcript.run("search FOLDER/s.yaml --more=\(wrong)")
        #expect(transcript.text.contains("The value '\(wrong)' is invalid for '--more <more>'"))
      }
    }
  }
}
