import Architectures
import CostModel
import Foundation
import Networks
import Testing

@Suite struct QuantityTests {
  @Test(arguments: [
    ("2B", 2_000_000_000), ("2 B", 2_000_000_000), ("0.39B", 390_000_000), ("390M", 390_000_000),
    ("390m", 390_000_000), ("1.5G", 1_500_000_000), ("2GFLOPs", 2_000_000_000),
    ("400 MMACs", 400_000_000), ("5.3M params", 5_300_000), ("10k", 10_000),
    ("1T", 1_000_000_000_000),
    ("5288548", 5_288_548), ("5_288_548", 5_288_548), ("5,288,548", 5_288_548),
    ("4e8", 400_000_000),
    ("1e+3K", 1_000_000), (" 7 ", 7), ("1.0000000001", 1),
  ])
  func countsAreReadAsPeopleWriteThem(text: String, expected: Int) throws {
    #expect(try Quantity.count(text) == expected)
  }

  @Test(arguments: [
    ("512MB", 512_000_000), ("512MiB", 536_870_912), ("512mb", 512_000_000),
    ("1.5GB", 1_500_000_000),
    ("800kB", 800_000), ("4KiB", 4096), ("100B", 100), ("100", 100), ("2G", 2_000_000_000),
    ("1 GiB", 1_073_741_824),
  ])
  func bytesAreReadWithTheirPowers(text: String, expected: Int) throws {
    #expect(try Quantity.bytes(text) == expected)
  }

  @Test(arguments: [
    ("20ms", 0.02), ("1.5 s", 1.5), ("300us", 3e-4), ("300µs", 3e-4), ("5ns", 5e-9),
  ])
  func timesAreReadWithTheirUnits(text: String, expected: Double) throws {
    #expect(abs(try Quantity.seconds(text) / expected - 1) < 1e-12)
  }

  @Test(arguments: [
    "", "B", "-2B", "2X", "2BB", "two", "1e400", "9e18", "0", "0.4", "1..2B", "2B4", "nan", "inf",
    "MB", "1e", "٢B", "2\u{0}B",
  ])
  func nonsenseIsRefused(text: String) {
    let error = #expect(throws: CostError.self) { try Quantity.count(text) }
    #expect(error?.reason == .invalidBudget)
    #expect(throws: CostError.self) { try Quantity.seconds(text) }
  }

  @Test func latencyBudgetsNameTheirDevice() throws {
    let budget = try Quantity.latency("20ms@nvidia-t4")
    #expect(budget == (0.02, try .named("nvidia-t4")))
    for text in ["20ms", "20ms@", "@nvidia-t4", "20@nvidia-t4", "20ms@nowhere"] {
      #expect(throws: CostError.self) { try Quantity.latency(text) }
    }
  }
}

@Suite struct EqualCostTests {
  /// Exact counts of Table 7's scalings by an independent recount (shape arithmetic in Python).
  @Test(arguments: [
    (ScalingPath.depth, 1_575_132_640, 4.0), (.width, 1_449_958_848, 2.0),
    (.resolution, 1_537_537_408, 2.0),
  ])
  func knownScalingsAreFoundByTheirCost(path: ScalingPath, target: Int, value: Double) throws {
    let point = try efficientNetB0().scaled(along: path, toMultiplyAdds: target)
    #expect(point.cost.multiplyAdds == target)
    let expected = try efficientNetB0().scaled(by: path.coefficients(value)).architecture
    #expect(point.scaled.architecture == expected)
  }

  @Test(arguments: [100_000_000, 385_814_752, 1_800_000_000, 20_000_000_000])
  func everyPathComesNear(target: Int) throws {
    for path in [
      ScalingPath.depth, .width, .resolution, .compound(.paper), .fast(.recommended),
    ] {
      // Repeats cannot fall below one a stage.
      if path == .depth, target < 300_000_000 { continue }
      let point = try efficientNetB0().scaled(along: path, toMultiplyAdds: target)
      let ratio = Double(point.cost.multiplyAdds) / Double(target)
      #expect(abs(ratio - 1) < 0.12, "\(path)")
    }
  }

  /// Widths can fall below one channel, where nothing can be built; what lies just above is found.
  ///
  /// The nearest of a fine scan over widths is no nearer.
  @Test(arguments: [300_000, 400_000, 700_000, 2_000_000])
  func nothingIsMissedBesideWhatCannotBeBuilt(target: Int) throws {
    let rounding = RoundingRules(divisor: 2, repeatMode: .nearest)
    let small = try efficientNetB0().with(resolution: 32)
    let nearest = try (1...20_000).compactMap { step -> Double? in
      let width = ScalingPath.width
      guard
        let scaled = try? small.scaled(
          by: width.coefficients(Double(step) / 20_000), rounding: rounding)
      else { return nil }
      let cost = try NetworkCost.total(of: scaled.architecture.lowered())
      return abs(log(Double(cost.multiplyAdds) / Double(target)))
    }.min()
    let point = try small.scaled(along: .width, toMultiplyAdds: target, rounding: rounding)
    let distance = abs(log(Double(point.cost.multiplyAdds) / Double(target)))
    #expect(try distance <= #require(nearest))
  }

  /// The smallest network of a fine scan is named where everything is too large.
  @Test func theNearestIsNamed() throws {
    let rounding = RoundingRules(divisor: 2, repeatMode: .nearest)
    let small = try efficientNetB0().with(resolution: 32)
    let least = (1...20_000).compactMap { step -> Int? in
      let width = Double(step) / 20_000
      let scaled = try? small.scaled(by: ScalingCoefficients(width: width), rounding: rounding)
      return try? scaled.map { try NetworkCost.total(of: $0.architecture.lowered()).multiplyAdds }
    }.min()
    let error = #expect(throws: CostError.self) {
      try small.scaled(along: .width, toMultiplyAdds: 100, rounding: rounding)
    }
    #expect(error?.message.contains("gives is \(try #require(least))") == true)
  }

  @Test func whatDoesNotLeadThereIsRefused() throws {
    let nothing = try CompoundScaling(alpha: 1, beta: 1, gamma: 1)
    #expect(throws: CostError.self) {
      try efficientNetB0().scaled(along: .compound(nothing), toMultiplyAdds: 1_000_000)
    }
    #expect(throws: CostError.self) {
      try efficientNetB0().scaled(along: .width, toMultiplyAdds: 0)
    }
    // Repeats end at ten thousand a stage, and at one.
    for target in [1_000_000, 100_000_000_000_000_000] {
      let error = #expect(throws: CostError.self) {
        try efficientNetB0().scaled(along: .depth, toMultiplyAdds: target)
      }
      #expect(error?.reason == .unreachable)
    }
  }
}

@Suite struct BudgetFitTests {
  /// The largest φ of a fine scan whose network meets the budgets is not above the fitted one.
  @Test func noLargerPhiMeetsTheBudgets() throws {
    let baseline = try efficientNetB0()
    let bounds = Bounds(multiplyAdds: .atMost(2_000_000_000), parameters: .atMost(12_000_000))
    let fit = try BudgetFit(of: baseline, along: .compound(.paper), within: bounds)
    var largest = -Double.infinity
    for step in -1000...6000 {
      let phi = Double(step) / 1000
      let scaled = try baseline.scaled(by: CompoundScaling.paper.coefficients(phi: phi))
      let cost = try NetworkCost.total(of: scaled.architecture.lowered())
      if cost.multiplyAdds <= 2_000_000_000, cost.parameters <= 12_000_000 { largest = phi }
    }
    #expect(fit.point.value >= largest)
    #expect(fit.point.value < largest + 0.001)
    #expect(fit.point.cost.multiplyAdds <= 2_000_000_000)
    #expect(fit.point.cost.parameters <= 12_000_000)
    #expect(!fit.binding.isEmpty)
  }

  @Test(arguments: [
    (Metric.multiplyAdds, 2_000_000_000, "FLOPs"), (.parameters, 6_000_000, "parameters"),
    (.memory, 40_000_000, "memory"),
  ])
  func theTightestBudgetBinds(tight: Metric, limit: Int, name: String) throws {
    var bounds = Bounds(
      multiplyAdds: .atMost(100_000_000_000), parameters: .atMost(500_000_000),
      memory: .atMost(1 << 34))
    switch tight {
    case .multiplyAdds: bounds.multiplyAdds.most = limit
    case .parameters: bounds.parameters.most = limit
    case .activations, .latency, .measuredLatency: return
    case .memory: bounds.memory.most = limit
    }
    let fit = try BudgetFit(of: efficientNetB0(), along: .compound(.paper), within: bounds)
    #expect(fit.binding.map(\.title) == [name])
    let row = try #require(fit.rows.first { $0.metric == tight })
    #expect(row.use <= Double(limit))
    #expect(try #require(row.nextUse) > Double(limit))
    #expect(row.share > 0.85 && row.share <= 1)
  }

  @Test func latencyIsABudgetToo() throws {
    let device = try Device.named("raspberry-pi-4")
    let fit = try BudgetFit(
      of: efficientNetB0(), along: .compound(.paper),
      within: Bounds(latency: .atMost(0.1)), on: device)
    let network = try fit.point.scaled.architecture.lowered()
    #expect(try Latency(of: network, on: device).seconds <= 0.1)
    #expect(fit.point.value > 0)
  }

  @Test func roundingIsStated() throws {
    let fit = try BudgetFit(
      of: efficientNetB0(), along: .compound(.paper),
      within: Bounds(multiplyAdds: .atMost(800_000_000)))
    let scaled = fit.point.scaled
    let asked = 385_814_752 * scaled.coefficients.multiplyAddsRatio
    #expect(abs(fit.point.askedMultiplyAdds / asked - 1) < 1e-12)
    let share = Double(fit.point.cost.multiplyAdds) / asked - 1
    #expect(abs(fit.point.roundingShare - share) < 1e-12)
    #expect(!scaled.changes.isEmpty)
  }

  @Test func smallBudgetsShrinkTheNetwork() throws {
    let fit = try BudgetFit(
      of: efficientNetB0(), along: .compound(.paper),
      within: Bounds(multiplyAdds: .atMost(200_000_000)))
    #expect(fit.point.value < 0)
    #expect(fit.point.cost.multiplyAdds <= 200_000_000)
  }

  @Test func whatCannotBeMetIsRefusedWithTheUse() throws {
    let error = #expect(throws: CostError.self) {
      try BudgetFit(
        of: efficientNetB0(), along: .compound(.paper), within: Bounds(parameters: .atMost(10)))
    }
    #expect(error?.reason == .unreachable)
    #expect(error?.message.contains("parameters 5.29 M of 10") == true)
    let still = try CompoundScaling(alpha: 1, beta: 1, gamma: 1)
    #expect(throws: CostError.self) {
      try BudgetFit(
        of: efficientNetB0(), along: .compound(still),
        within: Bounds(parameters: .atMost(10_000_000)))
    }
    #expect(throws: CostError.self) {
      try BudgetFit(of: efficientNetB0(), along: .compound(.paper), within: Bounds())
    }
  }

  /// Against trying all combinations without any shortcut.
  @Test func freeCoefficientsUseTheBudgetBest() throws {
    let baseline = try efficientNetB0()
    let limit = 700_000_000
    let fit = try FreeBudgetFit(
      of: baseline, depths: [1, 1.1, 1.2, 1.3, 1.4], widths: [1, 1.1, 1.2],
      resolutions: [1.4, 1.3, 1.2, 1.1, 1], within: Bounds(multiplyAdds: .atMost(limit)))
    var most = 0
    for d in 0...4 {
      for w in 0...2 {
        for r in 0...4 {
          let coefficients = try ScalingCoefficients(
            depth: 1 + Double(d) * 0.1, width: 1 + Double(w) * 0.1, resolution: 1 + Double(r) * 0.1)
          let scaled = try baseline.scaled(by: coefficients).architecture
          let cost = try NetworkCost.total(of: scaled.lowered()).multiplyAdds
          if cost <= limit { most = max(most, cost) }
        }
      }
    }
    #expect(fit.point.cost.multiplyAdds == most)
    #expect(fit.candidates > 10)
    let many = (1...100).map { Double($0) }
    #expect(fit.rows[0].binds)
    #expect(throws: CostError.self) {
      try FreeBudgetFit(
        of: baseline, depths: [1], widths: [1], resolutions: [1],
        within: Bounds(multiplyAdds: .atMost(1000)))
    }
    #expect(throws: CostError.self) {
      try FreeBudgetFit(
        of: baseline, depths: many, widths: many, resolutions: many,
        within: Bounds(multiplyAdds: .atMost(limit)))
    }
  }
}
