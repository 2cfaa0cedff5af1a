import Architectures
import CostModel
import Foundation
import Networks
import Testing

@testable import CoefficientSearch

@Suite struct ScalingLatticeTests {
  private static let rounding = RoundingRules(
    divisor: 4, repeatMode: .nearest, resolutionDivisor: 4)

  private func lattice(_ range: ClosedRange<Double> = 0.2...4) throws -> ScalingLattice {
    try ScalingLattice(scalableBaseline(), rounding: Self.rounding, range: range, growth: 2)
  }

  /// The baseline with so many blocks in each stage, channels and pixels changed by scaling alone.
  private func network(
    repeats: [Int], width: Double, pixels: Int
  ) throws -> Architecture {
    let base = try scalableBaseline()
    let stages = try zip(base.stages, repeats).map { try $0.with(repeats: $1) }
    let factor = Double(pixels) / Double(base.resolution.height)
    return try base.with(stages: stages).scaled(
      by: ScalingCoefficients(width: width, resolution: factor), rounding: Self.rounding
    ).architecture
  }

  @Test func coordinatesAddUpToWhatANetworkCosts() throws {
    let points = try lattice().points
    let base = Double(try Figures(of: scalableBaseline()).multiplyAdds)
    #expect(points.count > 100)
    #expect(Set(points.map(\.architecture)).count == points.count)
    for point in points {
      let ratio = Double(try Figures(of: point.architecture).multiplyAdds) / base
      #expect(abs(point.logRatio - log2(ratio)) < 1e-12)
      #expect((0.2...4).contains(ratio))
    }
  }

  /// Each of the six orders spelled out, with networks that are built here.
  @Test func coordinatesAreMeansOverTheOrdersOfScaling() throws {
    let before = try scalableBaseline().stages.map(\.repeats)
    for point in try lattice().points.dropFirst().prefix(2000) where point.blocks % 5 == 0 {
      let after = point.architecture.stages.map(\.repeats)
      let pixels = point.architecture.resolution.height
      func log(_ scaled: Set<Int>) throws -> Double {
        let network = try network(
          repeats: scaled.contains(0) ? after : before,
          width: scaled.contains(1) ? point.factors.width : 1,
          pixels: scaled.contains(2) ? pixels : 48)
        return log2(Double(try Figures(of: network).multiplyAdds))
      }
      var sums = [0.0, 0, 0]
      for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        var scaled: Set<Int> = []
        for axis in order {
          let value = try log(scaled)
          scaled.insert(axis)
          sums[axis] += try log(scaled) - value
        }
      }
      for axis in 0..<3 { #expect(abs(point.coordinates[axis] - sums[axis] / 6) < 1e-12) }
    }
  }

  /// Two, three and five blocks are ten; by largest remainder, eleven are 2, 3 and 6 (2.2, 3.3, 5.5),
  /// thirteen 3, 4 and 6 (2.6, 3.9, 6.5), and each stage keeps one.
  @Test(arguments: [(11, [2, 3, 6]), (13, [3, 4, 6]), (3, [1, 1, 1]), (20, [4, 6, 10])])
  func blocksAreSharedOutByLargestRemainder(_ total: Int, _ expected: [Int]) throws {
    let points = try lattice().points.filter { $0.blocks == total && $0.factors.width == 1 }
    #expect(!points.isEmpty)
    for point in points { #expect(point.architecture.stages.map(\.repeats) == expected) }
  }

  @Test func everyTotalOfBlocksAndEveryStepOfPixelsIsThere() throws {
    let points = try lattice().points
    let blocks = Set(points.map(\.blocks)).sorted()
    #expect(blocks == Array(3...(blocks.last ?? 3)) && (blocks.last ?? 0) >= 20)
    let pixels = Set(points.map(\.architecture.resolution.height)).sorted()
    // The last maps keep three pixels at total stride 8: from 24 on, in steps of 4.
    #expect(pixels == Array(stride(from: 24, through: pixels.last ?? 0, by: 4)))
  }
}

/// Ten blocks in three stages, of total stride 8, for images of 48 pixels.
func scalableBaseline() throws -> Architecture {
  let block = Block.mbConv(MBConv(expansion: .ratio(4)))
  return try Architecture(
    name: "baseline", resolution: 48, activation: .silu, stem: Stem(channels: 16),
    stages: [
      Stage(block: block, kernelSize: 3, stride: 2, channels: 24, repeats: 2),
      Stage(block: block, kernelSize: 5, stride: 2, channels: 40, repeats: 3),
      Stage(block: block, kernelSize: 3, stride: 1, channels: 80, repeats: 5),
    ],
    head: Head(channels: 320))
}
