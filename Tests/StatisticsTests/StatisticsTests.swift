import Foundation
import Statistics
import TestSupport
import Testing

/// Facts that scipy computed; see the fixture's `source`.
private struct Facts: Decodable {
  struct Student: Decodable { var t, degrees, cdf: Double }
  struct StudentQuantile: Decodable { var p, degrees, t: Double }
  struct Normal: Decodable { var z, cdf: Double }
  struct NormalQuantile: Decodable { var p, z: Double }
  struct Wilcoxon: Decodable { var differences: [Double], w, p: Double }
  struct Kendall: Decodable { var x, y: [Double], tau, p: Double }
  struct Welch: Decodable { var a, b: [Double], confidence, low, high: Double }
  struct Block: Decodable { var values: [[Double]], differenceError, margin: Double }
  var student: [Student]
  var studentQuantile: [StudentQuantile]
  var normal: [Normal]
  var normalQuantile: [NormalQuantile]
  var wilcoxon: [Wilcoxon]
  var kendall: [Kendall]
  var welch: [Welch]
  var blocks: [Block]
}

private func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 1e-10) -> Bool {
  abs(a - b) <= tolerance * max(1e-3, abs(b))
}

@Suite struct StatisticsTests {
  private let facts: Facts

  init() throws {
    facts = try fixture("statistics", in: .module)
  }

  @Test func studentDistribution() {
    for row in facts.student {
      #expect(isClose(Distribution.student(row.t, degrees: row.degrees), row.cdf))
    }
    for row in facts.studentQuantile {
      #expect(isClose(Distribution.studentQuantile(row.p, degrees: row.degrees), row.t))
    }
  }

  @Test func normalDistribution() {
    for row in facts.normal { #expect(isClose(Distribution.normal(row.z), row.cdf)) }
    for row in facts.normalQuantile {
      #expect(isClose(Distribution.normalQuantile(row.p), row.z))
    }
  }

  @Test func rankTests() throws {
    for row in facts.wilcoxon {
      let test = try #require(wilcoxonTest(row.differences))
      #expect(test.statistic == row.w && isClose(test.pValue, row.p), "\(row.differences.count)")
    }
    #expect(wilcoxonTest([0, 0]) == nil)
  }

  @Test func kendall() throws {
    for row in facts.kendall {
      let correlation = KendallTau(row.x, row.y)
      #expect(isClose(try #require(correlation.tau), row.tau))
      #expect(isClose(try #require(correlation.pValue), row.p))
      let ofPairs = try #require(KendallTau.tau(row.x, row.y) { _, _ in true })
      #expect(isClose(ofPairs, row.tau))
    }
    #expect(KendallTau([1, 1, 1], [1, 2, 3]).tau == nil)
    // Of neighbours alone: two agree, one does not.
    #expect(KendallTau.tau([1, 2, 3, 4], [1, 3, 2, 4]) { $0 - $1 == 1 } == 1.0 / 3)
    #expect(KendallTau.tau([1, 2], [1, 2]) { _, _ in false } == nil)
    #expect(KendallTau([1, 2, 3, 4], [1, 2, 3, 4]).interval() == nil)
    // tanh(atanh 0.6 ± 1.959964 · sqrt(0.437 / 6)) by hand: five of 45 pairs swapped twice over.
    let x = (0..<10).map(Double.init)
    let y: [Double] = [3, 0, 1, 2, 7, 4, 5, 6, 9, 8]
    let tau = KendallTau(x, y)
    #expect(isClose(try #require(tau.tau), 1 - 2 * 7.0 / 45))
    let interval = try #require(tau.interval())
    let z = atanh(1 - 2 * 7.0 / 45)
    let half = 1.959963984540054 * (0.437 / 6).squareRoot()
    #expect(isClose(interval.lowerBound, tanh(z - half)))
    #expect(isClose(interval.upperBound, tanh(z + half)))
  }

  @Test func differencesOfMeans() throws {
    for row in facts.welch {
      let interval = try #require(
        Sample(row.a).difference(to: Sample(row.b), confidence: row.confidence))
      #expect(isClose(interval.lowerBound, row.low, 1e-7))
      #expect(isClose(interval.upperBound, row.high, 1e-7))
    }
    #expect(Sample([1]).difference(to: Sample([1, 2])) == nil)
    #expect(Sample([3, 3]).difference(to: Sample([1, 1])) == 2...2)
  }

  @Test func blocksTakeTheSeedsEffectOut() throws {
    for row in facts.blocks {
      let comparison = BlockComparison(row.values)
      #expect(isClose(try #require(comparison.differenceError), row.differenceError))
      #expect(isClose(try #require(comparison.margin()), row.margin, 1e-6))
    }
    // Seeds that shift all alike explain everything; shifts that cancel, as two candidates' do, are as
    // opposed as can be.
    let alike = BlockComparison([[0.5, 0.7, 0.3], [0.6, 0.8, 0.4]])
    #expect(isClose(try #require(alike.seedCorrelation), 1, 1e-9))
    let opposed = BlockComparison([[0.5, 0.7, 0.3], [0.6, 0.4, 0.8]])
    #expect(isClose(try #require(opposed.seedCorrelation), -1, 1e-9))
    // Seeds differ by far more than candidates, but alike for all: the lead is all but certain.
    let clear = BlockComparison([[0.50, 0.80, 0.20], [0.53, 0.831, 0.23], [0.501, 0.80, 0.2]])
    #expect(clear.best == 1)
    #expect(clear.leadExceedsNoise() == true)
    #expect(clear.notWorse() == [1])
    let unclear = BlockComparison([[0.50, 0.80, 0.20], [0.52, 0.78, 0.23], [0.1, 0.4, -0.2]])
    #expect(unclear.leadExceedsNoise() == false)
    #expect(unclear.notWorse() == [0, 1])
    // Variances 0.02 and 0 between two seeds: 0.01 in the mean.
    let deviation = BlockComparison([[0.1, 0.3], [0.5, 0.5]]).seedDeviation
    #expect(isClose(try #require(deviation), 0.1))
    let single = BlockComparison([[0.5], [0.6]])
    #expect(single.seedDeviation == nil)
    #expect(single.leadExceedsNoise() == nil && single.notWorse() == [0, 1])
  }

  @Test func samples() {
    let sample = Sample([2, 4, 4, 4, 5, 5, 7, 9])
    #expect(sample.mean == 5)
    #expect(isClose(sample.standardDeviation ?? 0, (32.0 / 7).squareRoot()))
    #expect(isClose(sample.standardError ?? 0, (32.0 / 7 / 8).squareRoot()))
    #expect(Sample([1]).standardError == nil)
    #expect(sample.median == 4.5 && Sample([3, 1, 2]).median == 2)
  }
}
