import Architectures
import Foundation
import Statistics
import Studies
import Testing

@testable import CoefficientSearch

@Suite struct GrowthAnswerTests {
  /// Where resolution pays by the cube, no quadratic holds, and none is read for an optimum.
  @Test func aBendThatNoQuadraticHasIsSeen() throws {
    let steps = [-1.5, -0.5, 0.5, 1.5]
    let points = steps.flatMap { x in steps.flatMap { y in steps.map { [x, y, $0] } } }
    func answer(_ cube: Double) throws -> GrowthAnswer {
      try GrowthAnswer(
        points.enumerated().map { index, point in
          // Scatter without a pattern, within ± 0.02.
          let noise = Double((index * 7919) % 41 - 20) / 1000
          let value = 0.2 * point.reduce(0, +) + cube * point[2] * point[2] * point[2] + noise
          return GrowthAnswer.Observation(
            trial: index, coordinates: point, score: 1 / (1 + exp(-value)))
        }, kind: .top1, growth: 2, draws: 100)
    }
    #expect(try answer(0.1).isMisfit)
    #expect(try !answer(0).isMisfit)
  }

  /// A grid of coordinates, each trained once, and what a surface with a little noise makes of them.
  private func observations(
    noise: Double = 1e-4, _ logit: ([Double]) -> Double
  ) -> [GrowthAnswer.Observation] {
    var (trial, all) = (0, [GrowthAnswer.Observation]())
    for depth in [-1.0, 0, 1] {
      for width in [-1.0, 0, 1] {
        for resolution in [-1.0, 0, 1] {
          let point = [depth, width, resolution]
          let sign = trial.isMultiple(of: 2) ? 1.0 : -1
          let value = logit(point) + sign * noise
          all.append(
            GrowthAnswer.Observation(
              trial: trial, coordinates: point, score: 1 / (1 + exp(-value))))
          trial += 1
        }
      }
    }
    return all
  }

  /// Slopes 0.2, 0.25, 0.3 less 0.1 for each doubling of its own: on x + y + z = 1 they are equal at
  /// (0.2 − λ, 0.25 − λ, 0.3 − λ) ÷ 0.1, which add up to 1 for λ = 13/60: at −1/6 in depth, which is
  /// none; without depth at (0, 1/4, 3/4), where λ is 0.225.
  @Test func theBestWayIsTheSurfaces() throws {
    let answer = try GrowthAnswer(
      observations { point in
        zip(point, [0.2, 0.25, 0.3]).reduce(0.5) { $0 + ($1.1 - 0.05 * $1.0) * $1.0 }
      }, kind: .top1, growth: 2, draws: 2000)
    let expected = [0.0, 0.25, 0.75]
    for axis in 0..<3 {
      #expect(abs(answer.best.shares[axis] - expected[axis]) < 0.02)
      #expect(answer.spans[axis].lowerBound <= expected[axis] + 0.02)
      #expect(answer.spans[axis].upperBound >= expected[axis] - 0.02)
    }
    let scaling = try answer.scaling(answer.best.shares)
    #expect(abs(scaling.multiplyAddsRatio - 2) < 1e-9)
    // Depth alone: 0.2 − 0.05 = 0.15 in place of (0.25 − 0.0125) / 4 + (0.3 − 0.0375) · 3 / 4.
    let value = { (logit: Double) in 1 / (1 + exp(-logit)) }
    let ahead = value(0.5 + 0.256_25) - value(0.5 + 0.15)
    let depth = try #require(answer.statements.first)
    #expect(depth.verdict == .worse)
    #expect(depth.least < ahead && ahead < depth.most && depth.most - depth.least < 0.002)
    #expect(answer.regretBound < 0.001)
    // A doubling of depth on the baseline, from 0.5 to 0.65.
    #expect(abs(answer.effects[0].value - (value(0.65) - value(0.5))) < 1e-4)
  }

  /// Where the loss follows the surface without noise, and accuracy with much, the loss is read.
  ///
  /// What is told is accuracy all the same. With losses that say nothing, or not of all, it is read from accuracy.
  @Test func whatTellsMoreIsFitted() throws {
    let logit = { (point: [Double]) in
      zip(point, [0.1, 0.2, 0.4]).reduce(0.5) { $0 + $1.0 * $1.1 }
    }
    var observations = observations(noise: 0.1, logit)
    // −ln(loss) = 1 − ½ of the logit, another line than that of accuracy.
    for index in observations.indices {
      observations[index].loss = exp(-(1 + logit(observations[index].coordinates) / 2))
    }
    let answer = try GrowthAnswer(observations, kind: .top1, growth: 2, draws: 500)
    #expect(answer.response == .logLoss)
    let value = { (logit: Double) in 1 / (1 + exp(-logit)) }
    for (effect, slope) in zip(answer.effects, [0.1, 0.2, 0.4]) {
      #expect(abs(effect.value - (value(0.5 + slope) - value(0.5))) < 0.006)
    }
    // What accuracies lie about it with is theirs, not the loss's: 0.1 each way on 27 of 17 degrees.
    #expect(abs(answer.deviation - 0.1 * (27.0 / 17).squareRoot()) < 0.01)
    observations[3].loss = nil
    #expect(try GrowthAnswer(observations, kind: .top1, growth: 2, draws: 500).response == .logit)
    for index in observations.indices {
      observations[index].loss = 1 + Double((index * 7919) % 41) / 41
    }
    #expect(try GrowthAnswer(observations, kind: .top1, growth: 2, draws: 500).response == .logit)
  }

  /// Equal slopes, and noise far larger than any curvature: nothing is decided, and the bounds say
  /// how little it can matter.
  @Test func aFlatSurfaceIsAnAnswer() throws {
    let answer = try GrowthAnswer(
      observations(noise: 0.02) { 0.2 * $0.reduce(0, +) }, kind: .top1, growth: 2, draws: 2000)
    #expect(answer.statements.allSatisfy { $0.verdict == .notDecided })
    #expect(!answer.undecided.contains { $0.way.shares == answer.best.shares })
    #expect(answer.regretBound > 0 && answer.regretBound < 0.05)
    #expect(answer.path?.isDecided != true)
  }

  @Test func tooFewTrainingsAreNoAnswer() {
    let few = Array(observations { _ in 0 }.prefix(10))
    let error = #expect(throws: SearchError.self) {
      try GrowthAnswer(few, kind: .top1, growth: 2, draws: 100)
    }
    #expect(error?.description.contains("10 trainings do not determine the 10") == true)
  }

  /// Shares of the paper's point: log₂ 1.2, 2·log₂ 1.1 and 2·log₂ 1.15 over their sum, log₂ 1.92.
  @Test func thePapersPointHasItsShares() {
    let sum = log2(1.2 * 1.1 * 1.1 * 1.15 * 1.15)
    let expected = [log2(1.2) / sum, 2 * log2(1.1) / sum, 2 * log2(1.15) / sum]
    for axis in 0..<3 {
      #expect(abs(GrowthAnswer.Way.paper.shares[axis] - expected[axis]) < 1e-12)
    }
  }
}
