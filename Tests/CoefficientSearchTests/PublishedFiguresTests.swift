import Foundation
import Studies
import TestSupport
import Testing

@testable import CoefficientSearch

/// The paper's own points, fitted as a search's trainings are: its Figures 3 and 4 scale one network in
/// width at two depths and two resolutions, and in each dimension alone.
@Suite struct PublishedFiguresTests {
  private struct Figures: Decodable {
    /// Billions of multiply-adds and top-1 in percent of each network.
    let width, depth, resolution, wider, deeper, finer, deeperAndFiner: [[Double]]
  }

  private static let baseline = 0.5

  /// Coordinates, and the share of images classified right, up to sixteen times the baseline's cost.
  private func observations() throws -> [GrowthAnswer.Observation] {
    let url = try fixtureURL("scaling-figures.json", in: .module)
    let figures = try JSONDecoder().decode(Figures.self, from: Data(contentsOf: url))
    let log = { (cost: Double) in log2(cost / Self.baseline) }
    // What twice the depth and 1.3 times the resolution cost, each alone.
    let (deep, fine) = (log(0.95), log(0.935))
    var points: Set<[Double]> = []
    for row in figures.depth { points.insert([log(row[0]), 0, 0, row[1]]) }
    for row in figures.width { points.insert([0, log(row[0]), 0, row[1]]) }
    for row in figures.resolution { points.insert([0, 0, log(row[0]), row[1]]) }
    for (rows, x, z) in [
      (figures.wider, 0, 0), (figures.deeper, deep, 0), (figures.finer, 0, fine),
      (figures.deeperAndFiner, deep, fine),
    ] {
      for row in rows { points.insert([x, log(row[0]) - x - z, z, row[1]]) }
    }
    return points.filter { $0.prefix(3).reduce(0, +) <= 4 }
      .sorted { $0.lexicographicallyPrecedes($1) }.enumerated().map { trial, point in
        GrowthAnswer.Observation(
          trial: trial, coordinates: Array(point.prefix(3)), score: point[3] / 100)
      }
  }

  /// At 4.6 times the cost, where the paper compares, all three dimensions belong to the best way, and
  /// the paper's own is less than 0.1 points behind it; each single dimension is worse.
  @Test func theFiguresAskForCompoundScaling() throws {
    let answer = try GrowthAnswer(observations(), kind: .top1, growth: 4.6, draws: 4000)
    #expect(answer.best.shares.allSatisfy { $0 > 0.1 })
    let paper = try #require(answer.statements.first { $0.way == .paper })
    #expect(paper.estimate < 0.001 && paper.verdict == .notDecided)
    #expect(answer.statements.prefix(3).allSatisfy { $0.verdict == .worse })
  }
}
