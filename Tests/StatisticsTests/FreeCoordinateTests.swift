import Foundation
import Randomness
import Statistics
import Testing

/// A surface over three coordinates and a fourth that is free: what it says is of the largest value.
@Suite struct FreeCoordinateTests {
  /// A quadratic of all four; along the last it bends down, and its top moves with the others.
  private static func value(_ point: [Double], _ free: Double) -> Double {
    let top = 0.3 - 0.2 * point[0] + 0.1 * point[2]
    return 1 + 0.2 * point[0] + 0.15 * point[1] + 0.3 * point[2] - 0.04 * point[0] * point[0]
      - 0.03 * point[1] * point[2] - 0.1 * (free - top) * (free - top)
  }

  private static let points: [[Double]] = [-1.0, 0, 1].flatMap { x in
    [-1.0, 0, 1].flatMap { y in [-1.0, 0, 1].map { [x, y, $0] } }
  }

  private static let levels = [-1.0, 0, 1]

  private func surface(noise: Double = 0, run: Int = 0) throws -> QuadraticSurface {
    var generator = CounterGenerator(seed: 5, purpose: "free coordinate", index: run)
    let all = Self.points.flatMap { point in Self.levels.map { (point, $0) } }
    return try #require(
      QuadraticSurface(
        points: all.map(\.0), free: all.map(\.1),
        values: all.map { Self.value($0.0, $0.1) + noise * generator.normal() }))
  }

  /// The largest value over a fine grid of the free coordinate.
  private func largest(_ point: [Double]) -> Double {
    stride(from: -1.0, through: 1, by: 1e-4).map { Self.value(point, $0) }.max() ?? .nan
  }

  @Test func valuesAreTheLargest() throws {
    let surface = try surface()
    #expect(surface.dimensions == 3 && surface.freeRange == -1...1)
    for point in [[0, 0, 0], [0.5, -0.3, 0.8], [-1, 1, 1], [1, 0, -1]] as [[Double]] {
      #expect(abs(surface.value(at: point) - largest(point)) < 1e-7)
      let difference = surface.fit.value(surface.contrast(point, minus: [0, 0, 0]))
      #expect(abs(difference - (largest(point) - largest([0, 0, 0]))) < 1e-7)
    }
    #expect(abs(surface.bestFree(at: [0.5, 0, 0.4]) - (0.3 - 0.1 + 0.04)) < 1e-9)
  }

  /// Slopes and curvatures are those of the largest value, by differences of it.
  @Test func derivativesAreThoseOfTheLargest() throws {
    let surface = try surface()
    let step = 1e-3
    func moved(_ point: [Double], _ direction: [Double], _ by: Double) -> [Double] {
      zip(point, direction).map { $0 + by * $1 }
    }
    let value = { (point: [Double]) in surface.value(at: point) }
    for direction in [[1, 0, 0], [0, 1, -1], [0.3, 0.3, 0.4]] as [[Double]] {
      let point = [0.2, -0.1, 0.3]
      let slope = surface.fit.value(surface.slope(at: point, along: direction))
      let (ahead, behind) = (moved(point, direction, step), moved(point, direction, -step))
      #expect(abs(slope - (value(ahead) - value(behind)) / (2 * step)) < 1e-7)
      let bend = surface.fit.value(surface.curvature(direction, direction))
      let second = (value(ahead) - 2 * value(point) + value(behind)) / (step * step)
      #expect(abs(bend - second) < 1e-5)
    }
  }

  /// Where the top lies outside, or there is none, the best place is an end.
  @Test func theBestPlaceStaysWithin() throws {
    let all = Self.points.flatMap { point in Self.levels.map { (point, $0) } }
    func surface(_ value: (Double) -> Double) throws -> QuadraticSurface {
      try #require(
        QuadraticSurface(
          points: all.map(\.0), free: all.map(\.1),
          values: all.map { $0.0[0] + value($0.1) }))
    }
    #expect(try surface { -0.1 * ($0 - 3) * ($0 - 3) }.bestFree(at: [0, 0, 0]) == 1)
    #expect(try surface { 0.1 * ($0 + 0.2) * ($0 + 0.2) }.bestFree(at: [0, 0, 0]) == 1)
    #expect(try surface { -0.5 * $0 + 0.1 * $0 * $0 }.bestFree(at: [0, 0, 0]) == -1)
  }

  /// Intervals for differences of largest values hold the true ones as often as they say, though the
  /// best place is estimated too.
  @Test func intervalsHoldTheTruth() throws {
    let runs = 400
    let place = [1.0, 0, 0]
    let truth = largest(place) - largest([0, 0, 0])
    var held = 0
    for run in 0..<runs {
      let surface = try surface(noise: 0.08, run: run)
      let contrast = surface.contrast(place, minus: [0, 0, 0])
      let variance = try #require(surface.fit.residualVariance)
      let error = (variance * surface.fit.unscaledVariance(contrast)).squareRoot()
      let quantile = Distribution.studentQuantile(0.975, degrees: Double(surface.fit.degrees))
      if abs(surface.fit.value(contrast) - truth) <= quantile * error { held += 1 }
    }
    // 95 % of 400 are 380, with a standard deviation of 4.4.
    #expect((366...394).contains(held))
  }
}
