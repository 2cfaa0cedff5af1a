import Architectures
import Networks
import Testing

@Suite struct ScalingTests {
  @Test func thePapersPointGives1920() {
    // 1.2 · 1.1² · 1.15² = 1.2 · 1.21 · 1.3225
    #expect(abs(CompoundScaling.paper.multiplyAddsRatio - 1.92027) < 1e-12)
    #expect(CompoundScaling.paper.meets())
    #expect(!CompoundScaling.paper.meets(tolerance: 0.05))
  }

  @Test func coefficientsArePowers() throws {
    let coefficients = try CompoundScaling.paper.coefficients(phi: 2)
    #expect(abs(coefficients.depth - 1.44) < 1e-12)
    #expect(abs(coefficients.width - 1.21) < 1e-12)
    #expect(abs(coefficients.resolution - 1.3225) < 1e-12)
    let inverse = try CompoundScaling.paper.coefficients(phi: -2)
    #expect(abs(inverse.depth * 1.44 - 1) < 1e-12)
    #expect(try CompoundScaling.paper.coefficients(phi: 0) == .identity)
    for phi in [Double.nan, .infinity, 1e9] {
      #expect(throws: ArchitectureError.self) {
        try CompoundScaling.paper.coefficients(phi: phi)
      }
    }
  }

  @Test func theIdentityChangesNothing() throws {
    let architecture = try efficientNetB0()
    let scaled = try architecture.scaled(by: .identity)
    #expect(scaled.architecture == architecture)
    #expect(scaled.changes.isEmpty)
  }

  /// 224 · 1.15 = 257.6 and 160 · 1.15 = 184: each side by itself, under one rule.
  @Test func rectanglesKeepTheirRatio() throws {
    let base = try efficientNetB0().with(resolution: Resolution(height: 224, width: 160))
    let coefficients = try ScalingCoefficients(resolution: 1.15)
    let scaled = try base.scaled(by: coefficients)
    #expect(scaled.architecture.resolution == Resolution(height: 258, width: 184))
    #expect(scaled.changes.map(\.quantity) == ["height"] && scaled.changes[0].rounded == 258)
    let even = try base.scaled(
      by: coefficients, rounding: RoundingRules(resolutionDivisor: 32, resolutionMode: .down))
    #expect(even.architecture.resolution == Resolution(height: 256, width: 160))
    #expect(even.changes.map(\.quantity) == ["height", "width"])
    #expect(try base.scaled(by: .identity).architecture == base)
    let comparison = try RoundingComparison(of: base, by: coefficients)
    #expect(
      comparison.rows.filter { $0.place == "input" }.allSatisfy { $0.quantity != "resolution" })
  }

  /// `round_filters` of the TensorFlow code, evaluated by hand: int(x + 4) // 8 · 8, guard at 90 %.
  @Test(arguments: [
    (35.2, 32), (17.6, 16), (26.4, 24), (44.0, 48), (8.8, 8), (3.0, 8), (11.9, 16), (12.0, 16),
    (10.0, 16), (9.0, 16), (8.88, 8), (1408.0, 1408), (22.0, 24), (28.0, 32), (27.9, 32),
  ])
  func channelsAreRoundedAsTensorFlowDoes(exact: Double, expected: Int) {
    #expect(RoundingRules.tensorFlow.channels(exact) == expected)
  }

  @Test func theGuardComparesWithTheScaledWidth() {
    // 27.9 rounds to 24 (nearest), which is 86 % of 27.9: one divisor more. Of 25.6, 24 is 94 %.
    #expect(RoundingRules.tensorFlow.channels(27.9) == 32)
    #expect(RoundingRules.tensorFlow.channels(25.6) == 24)
  }

  @Test func repeatsAreRoundedUpInBinary64() {
    // 2.2 is stored a little above 2.2, so 2.2 · 25 exceeds 55 and is 56 rounded up.
    #expect(RoundingRules.tensorFlow.repeats(2.2 * 25) == 56)
    #expect(RoundingRules.tensorFlow.repeats(1.1) == 2)
    #expect(RoundingRules(repeatMode: .nearestEven).repeats(2.5) == 2)
    #expect(RoundingRules(repeatMode: .nearest).repeats(2.5) == 3)
  }

  @Test func whatRoundingDidIsReported() throws {
    let scaled = try efficientNetB0().scaled(
      by: ScalingCoefficients(depth: 1.1, width: 1.1, resolution: 1.15))
    let stem = try #require(scaled.changes.first { $0.place == "stem" })
    #expect(stem.quantity == "channels" && stem.rounded == 32)
    #expect(abs(stem.exact - 35.2) < 1e-9)
    #expect(abs(stem.relativeChange - (32 / 35.2 - 1)) < 1e-9)
    let resolution = try #require(scaled.changes.first { $0.quantity == "resolution" })
    #expect(resolution.rounded == 258)
    #expect(!scaled.changes.contains { $0.rounded == 0 })
  }

  @Test func aStageThatWouldVanishIsRefusedWithTheReason() throws {
    let error = #expect(throws: ArchitectureError.self) {
      try efficientNetB0().scaled(by: ScalingCoefficients(width: 0.02))
    }
    #expect(error?.place == "stage 1")
    #expect(error?.key == "channels")
    #expect(error?.found.contains("shrinks to nothing") == true)
    #expect(throws: ArchitectureError.self) {
      try efficientNetB0().scaled(by: ScalingCoefficients(resolution: 0.001))
    }
    #expect(throws: ArchitectureError.self) {
      try efficientNetB0().scaled(
        by: ScalingCoefficients(depth: 0.1), rounding: RoundingRules(repeatMode: .down))
    }
    #expect(throws: ArchitectureError.self) {
      try efficientNetB0().scaled(by: ScalingCoefficients(depth: 9999))
    }
  }

  @Test(arguments: [0, -1, Double.nan, .infinity, 1e300])
  func coefficientsOutOfRangeAreRefused(value: Double) {
    #expect(throws: ArchitectureError.self) { try ScalingCoefficients(depth: value) }
    #expect(throws: ArchitectureError.self) { try ScalingCoefficients(width: value) }
    #expect(throws: ArchitectureError.self) { try ScalingCoefficients(resolution: value) }
    #expect(throws: ArchitectureError.self) {
      try CompoundScaling(alpha: value, beta: 1, gamma: 1)
    }
  }

  @Test func liteKeepsStemHeadAndOuterDepths() throws {
    let scaled = try efficientNetB0().with(scalingPolicy: .lite).scaled(
      by: ScalingCoefficients(depth: 2, width: 2)
    ).architecture
    #expect(scaled.stem.channels == 32)
    #expect(scaled.head.channels == 1280)
    #expect(scaled.stages.map(\.repeats) == [1, 4, 4, 6, 6, 8, 1])
    #expect(scaled.stages.map(\.channels) == [32, 48, 80, 160, 224, 384, 640])
  }

  @Test func bottlenecksScaleByTheirInnerWidthInWholeGroups() throws {
    let stage = try Stage(
      block: .bottleneckResidual(BottleneckResidual(innerRatio: 0.5, groups: .count(32))),
      kernelSize: 3, stride: 1, channels: 256, repeats: 3)
    let architecture = try Architecture(
      name: "resnext", resolution: 64, activation: .relu, stem: Stem(channels: 64), stages: [stage],
      head: Head())
    let scaled = try architecture.scaled(by: ScalingCoefficients(width: 1.2)).architecture
    // 128 · 1.2 = 153.6: the nearest multiple of 32 groups is 160, its output twice that.
    #expect(scaled.stages[0].channels == 320)
    #expect(try scaled.lowered().outputShape.channels == 1000)
  }
}
