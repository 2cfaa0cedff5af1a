import Architectures
import CostModel
import ModelZoo
import Networks
import Testing

/// Graphs of the zoo scaled in resolution, against PyTorch's counter on torchvision's networks at the
/// sizes that come out.
@Suite struct ZooGraphTests {
  static let counts = CountTable.rows(of: "resolutions")

  @Test func theTableIsThere() { #expect(Self.counts.count == 18) }

  private func graph(_ name: String) throws -> ZooGraph {
    let model = try ModelZoo.model(named: name)
    try #require(model.architecture == nil)
    return ZooGraph(model)
  }

  @Test(arguments: counts)
  func scaledCountsEqualPyTorchs(_ row: CountTable.Row) throws {
    try #require(row.numbers.count == 4)
    let baseline = try graph(row.model)
    let target = Resolution(height: row.numbers[0], width: row.numbers[1])
    // A rectangle comes from one of half its sides.
    let start =
      target.isSquare
      ? baseline.resolution : Resolution(height: target.height / 2, width: target.width / 2)
    let coefficients = try ScalingCoefficients(
      resolution: Double(target.height) / Double(start.height))
    let point = try baseline.with(RequestedSizes(resolution: start)).point(at: coefficients)
    #expect(point.scaled.architecture.resolution == target)
    #expect(point.cost.parameters == row.numbers[2])
    #expect(point.cost.multiplyAdds == row.numbers[3])
  }

  /// By PyTorch's counts 188 pixels are the most within two billion, and 189 are nearer to it.
  @Test func aBudgetIsMetByTheLargestResolution() throws {
    let baseline = try graph("densenet-121")
    let bounds = Bounds(multiplyAdds: .atMost(2_000_000_000))
    let fit = try BudgetFit(of: baseline, along: .resolution, within: bounds)
    #expect(fit.point.scaled.architecture.resolution == 188)
    #expect(fit.point.cost.multiplyAdds == 1_895_482_112)
    #expect(fit.rows[0].nextUse == 2_080_715_968)
    #expect(fit.binding == [.multiplyAdds])
    let nearest = try baseline.scaled(along: .resolution, toMultiplyAdds: 2_000_000_000)
    #expect(nearest.scaled.architecture.resolution == 189)
    let free = try FreeBudgetFit(
      of: baseline, depths: [1], widths: [1], resolutions: [188, 189, 448].map { $0 / 224 },
      within: bounds)
    #expect(free.point.scaled.architecture.resolution == 188)
  }

  /// Inception-v3 leaves no pixel below 75; its least count is PyTorch's there.
  @Test func sizesThatCannotBeBuiltAreRefusedWithTheReason() throws {
    let baseline = try graph("inception-v3")
    let small = try ScalingCoefficients(resolution: 74.0 / 299)
    let error = #expect(throws: NetworkError.self) { try baseline.point(at: small) }
    #expect(error?.description.contains("no pixel is left") == true)
    let nearest = #expect(throws: CostError.self) {
      try baseline.scaled(along: .resolution, toMultiplyAdds: 100_000_000)
    }
    #expect(nearest?.message.contains("gives is 203525728") == true)
    let unbuilt = #expect(throws: CostError.self) {
      try FreeBudgetFit(
        of: baseline, depths: [1], widths: [1], resolutions: [0.1, 74.0 / 299],
        within: Bounds(multiplyAdds: .atMost(6_000_000_000)))
    }
    #expect(unbuilt?.message.contains("no pixel is left") == true)
    let huge = #expect(throws: ArchitectureError.self) {
      try baseline.point(at: ScalingCoefficients(resolution: 10_000))
    }
    #expect(huge?.key == "resolution")
  }

  /// Every path and set of coefficients that changes more than the resolution, in every entrance.
  @Test(arguments: ["densenet-121", "nasnet-a-mobile", "vit-b-16", "ghostnet", "googlenet"])
  func depthAndWidthAreRefusedByName(model: String) throws {
    let baseline = try graph(model)
    let bounds = Bounds(parameters: .atMost(1_000_000_000))
    func expectRefusal(_ dimensions: String, _ body: () throws -> Void) {
      let error = #expect(throws: ArchitectureError.self, performing: body)
      #expect(error?.place == model)
      #expect(error?.found.hasPrefix("\(dimensions), of a graph") == true)
      #expect(error?.expected.contains("'resolution' or 'r=1.4'") == true)
    }
    let paths: [(ScalingPath, String)] = [
      (.depth, "depth"), (.width, "width"), (.compound(.paper), "depth and width"),
      (.fast(.recommended), "depth and width and group width"),
    ]
    for (path, dimensions) in paths {
      expectRefusal(dimensions) {
        _ = try baseline.scaled(along: path, toMultiplyAdds: 1_000_000_000)
      }
      expectRefusal(dimensions) { _ = try BudgetFit(of: baseline, along: path, within: bounds) }
    }
    let both = try ScalingCoefficients(depth: 2, width: 1.5, resolution: 1.3)
    expectRefusal("depth and width") { _ = try baseline.scaled(by: both) }
    for (depths, widths, dimension) in [([1.0, 2], [1.0], "depth"), ([1], [1, 1.5], "width")] {
      expectRefusal(dimension) {
        _ = try FreeBudgetFit(
          of: baseline, depths: depths, widths: widths, resolutions: [1], within: bounds)
      }
    }
  }

  /// Constants that leave depth and width alone scale the resolution alone: 224 · 1.15 = 257.6.
  @Test func compoundScalingOfTheResolutionAlone() throws {
    let scaling = try CompoundScaling(alpha: 1, beta: 1, gamma: 1.15)
    let baseline = try graph("shufflenet-v2-1.0")
    let scaled = try baseline.scaled(by: scaling.coefficients(phi: 1))
    #expect(scaled.architecture.resolution == 258)
    #expect(scaled.changes.map(\.quantity) == ["resolution"])
    #expect(scaled.architecture == baseline.with(RequestedSizes(resolution: 258)))
    #expect(scaled.architecture != baseline.with(RequestedSizes(resolution: 256)))
  }
}
