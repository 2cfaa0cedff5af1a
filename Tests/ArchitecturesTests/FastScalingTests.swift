import Architectures
import Networks
import Testing

@Suite struct FastScalingTests {
  /// arXiv:2103.06877: d·w²·r² = s, whatever the shares.
  @Test(arguments: ["d", "w", "r", "dw", "dwr", "d1_w8_g8_r1", "d2_w3_r0.5"], [0.5, 1, 2, 8])
  func theFactorIsKept(notation: String, factor: Double) throws {
    let coefficients = try FastScaling(notation: notation).coefficients(factor: factor)
    #expect(abs(coefficients.multiplyAddsRatio / factor - 1) < 1e-12)
  }

  @Test func theRecommendedScalingIsAlpha08() throws {
    let fast = FastScaling.recommended
    let alpha = try FastScaling(alpha: 0.8)
    for scaling in [alpha, try FastScaling(notation: "d1_w8_g8_r1")] {
      #expect(abs(scaling.depth - fast.depth) < 1e-12)
      #expect(abs(scaling.width - fast.width) < 1e-12)
      #expect(abs(scaling.groupWidth - fast.groupWidth) < 1e-12)
      #expect(abs(scaling.resolution - fast.resolution) < 1e-12)
    }
    // Activations grow with d·w·r²: by s^0.6 where uniform scaling gives s^(5/6).
    let scaled = try fast.coefficients(factor: 16)
    let activations = scaled.depth * scaled.width * scaled.resolution * scaled.resolution
    #expect(abs(activations - 5.278_031_643) < 1e-6)
  }

  @Test(arguments: ["", "x", "d-1", "d1_d2", "d1 w8", "g", "d0_w0", "dnan", "d1e9"])
  func nonsenseIsRefused(notation: String) {
    #expect(throws: ArchitectureError.self) { try FastScaling(notation: notation) }
  }

  /// pycls: 1, 2, 4, or a multiple of 8 with halves to the even one.
  @Test(arguments: [
    (0.3, 1), (1.5, 2), (2.4, 2), (2.5, 2), (2.6, 4), (5.4, 4), (5.6, 8), (12.0, 16), (20.0, 16),
    (24.0, 24), (27.9, 32),
  ])
  func groupWidthsAreRounded(exact: Double, expected: Int) {
    #expect(RoundingRules.pycls.groupWidth(exact) == expected)
  }

  @Test func groupWidthGrowsAndWidthsHoldWholeGroups() throws {
    let stage = try Stage(
      block: .bottleneckResidual(BottleneckResidual(innerRatio: 1, groups: .width(16))),
      kernelSize: 3, stride: 2, channels: 80, repeats: 2)
    let architecture = try Architecture(
      name: "regnet", resolution: 64, activation: .relu, stem: Stem(channels: 32), stages: [stage],
      head: Head())
    let coefficients = try FastScaling.recommended.coefficients(factor: 4)
    let scaled = try architecture.scaled(by: coefficients, rounding: .pycls)
    // Both grow by 4^0.4 = 1.741: groups 27.9 to 32, width 139.3 to 136, of which 128 is whole groups.
    guard case .bottleneckResidual(let parts) = scaled.architecture.stages[0].block else {
      Issue.record("the block changed its kind")
      return
    }
    #expect(parts.groups == .width(32))
    #expect(scaled.architecture.stages[0].channels == 128)
    #expect(scaled.changes.contains { $0.quantity == "groupWidth" && $0.rounded == 32 })
    #expect(throws: Never.self) { try scaled.architecture.lowered() }
  }
}
