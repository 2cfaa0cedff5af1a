import Statistics
import TestSupport
import Testing

/// Facts that scipy and numpy computed; see the fixture's `source`.
private struct Facts: Decodable {
  struct Fisher: Decodable { var f, numerator, denominator, cdf: Double }
  struct FisherQuantile: Decodable { var p, numerator, denominator, f: Double }
  struct Range: Decodable {
    var q: Double
    var count: Int
    var degrees, cdf: Double
  }
  struct RangeQuantile: Decodable {
    var p: Double
    var count: Int
    var degrees, q: Double
  }
  struct Fit: Decodable {
    var rows: [[Double]]
    var values, coefficients: [Double]
    var covariance: [[Double]]
    var residualVariance: Double?
    var explained: Double
  }
  var fisher: [Fisher]
  var fisherQuantile: [FisherQuantile]
  var range: [Range]
  var rangeQuantile: [RangeQuantile]
  var fits: [Fit]
}

@Suite struct ModelTests {
  private let facts: Facts

  init() throws { facts = try fixture("models", in: .module) }

  @Test func fisherDistribution() {
    for row in facts.fisher {
      let found = Distribution.fisher(
        row.f, numerator: row.numerator, denominator: row.denominator)
      #expect(abs(found - row.cdf) < 1e-12)
    }
    for row in facts.fisherQuantile {
      let found = Distribution.fisherQuantile(
        row.p, numerator: row.numerator, denominator: row.denominator)
      #expect(abs(found / row.f - 1) < 1e-9)
    }
  }

  @Test func studentizedRange() {
    for row in facts.range {
      let found = Distribution.studentizedRange(row.q, count: row.count, degrees: row.degrees)
      #expect(abs(found - row.cdf) < 1e-7, "\(row) \(found)")
    }
    for row in facts.rangeQuantile {
      let found = Distribution.studentizedRangeQuantile(
        row.p, count: row.count, degrees: row.degrees)
      #expect(abs(found / row.q - 1) < 1e-6, "\(row) \(found)")
    }
  }

  @Test func leastSquares() throws {
    for fact in facts.fits {
      let fit = try #require(LeastSquares(rows: fact.rows, values: fact.values))
      for (found, expected) in zip(fit.coefficients, fact.coefficients) {
        #expect(abs(found - expected) < 1e-10)
      }
      for (found, expected) in zip(fit.unscaledCovariance.joined(), fact.covariance.joined()) {
        #expect(abs(found - expected) < 1e-9 * max(1, abs(expected)))
      }
      #expect((fit.residualVariance == nil) == (fact.residualVariance == nil))
      if let variance = fit.residualVariance, let expected = fact.residualVariance {
        #expect(abs(variance / expected - 1) < 1e-10)
      }
      #expect(abs(fit.explainedShare - fact.explained) < 1e-10)
    }
    // A column twice, and too few observations.
    #expect(LeastSquares(rows: [[1, 1], [2, 2], [3, 3]], values: [1, 2, 3]) == nil)
    #expect(LeastSquares(rows: [[1, 2]], values: [1]) == nil)
  }
}
