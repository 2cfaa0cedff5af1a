import Architectures
import Networks
import Testing

@Suite struct RoundingProfileTests {
  /// Python's `round` takes halves to the even number: round(12 / 8) · 8 = 16, round(20 / 8) · 8 = 16;
  /// TensorFlow's int(x + 4) // 8 · 8 takes them up: 16 and 24.
  @Test(arguments: [(12.0, 16, 16), (20.0, 24, 16), (28.0, 32, 32), (36.0, 40, 32)])
  func halvesGoUpOrToTheEvenMultiple(exact: Double, tensorFlow: Int, pycls: Int) {
    #expect(RoundingRules.tensorFlow.channels(exact) == tensorFlow)
    #expect(RoundingRules.pycls.channels(exact) == pycls)
  }

  @Test func swiftsRoundedIsNotPythonsRound() {
    // Swift's .rounded() takes halves away from zero, Python's round(2.5) is 2.
    #expect((2.5).rounded() == 3)
    #expect(RoundingRules.pycls.repeats(2.5) == 2)
    #expect(RoundingRules.pycls.repeats(3.5) == 4)
    // round(0.4) is 0, and pycls keeps one block; TensorFlow rounds up.
    #expect(RoundingRules.pycls.repeats(0.4) == 1)
    #expect(RoundingRules.tensorFlow.repeats(0.4) == 1)
  }

  @Test func thereIsNoGuardInPycls() {
    // 27 is nearer to 24 than to 32, but 24 is only 89 % of it.
    #expect(RoundingRules.tensorFlow.channels(27) == 32)
    #expect(RoundingRules.pycls.channels(27) == 24)
  }

  @Test func profilesAreComparedLayerByLayer() throws {
    // At width 1.03 the last stage is 329.6 to 328 and the head 1318.4 to 1320; torchvision's head is
    // 4 · 328. At depth 1.2 two blocks become 2.4: three rounded up, two by pycls.
    let comparison = try RoundingComparison(
      of: efficientNetB0(), by: ScalingCoefficients(depth: 1.2, width: 1.03, resolution: 1.15))
    #expect(comparison.profiles.map(\.name) == ["tensorflow", "timm", "torchvision", "pycls"])
    let head = try #require(comparison.rows.first { $0.place == "head" })
    #expect(head.values == [1320, 1320, 1312, 1320])
    let repeats = try #require(
      comparison.rows.first { $0.place == "stage 2" && $0.quantity == "repeats" })
    #expect(repeats.values == [3, 3, 3, 2])
    #expect(abs(repeats.spread - 0.5) < 1e-12)
    // 224 · 1.15 = 257.6: 258, or 256 as a multiple of 4.
    #expect(comparison.rows.first?.values == [258, 258, 258, 256])
    // TensorFlow's and timm's rules never part.
    #expect(comparison.rows.allSatisfy { $0.values[0] == $0.values[1] })
  }

  /// The squeeze's hidden channels come from the block's input after rounding: 24 · 1.1 = 26.4 is 24,
  /// a quarter of which is 6; a quarter of 26.4 would be 6.6, and of the 144 gated channels 36.
  @Test func squeezeWidthComesFromTheRoundedBlockInput() throws {
    let network = try efficientNetB0().scaled(by: ScalingCoefficients(width: 1.1)).architecture
      .lowered()
    let index = try #require(
      network.layers.indices.first { network.name(of: $0) == "stage2.block2.squeezeReduce" })
    #expect(network.layers[index].output.channels == 6)
  }

  @Test func unknownProfilesAreRefusedWithTheNames() {
    let error = #expect(throws: ArchitectureError.self) { try RoundingProfile.named("keras") }
    #expect(error?.expected == "tensorflow, timm, torchvision, pycls")
  }
}

@Suite struct ImpliedPhiTests {
  /// From the released coefficients (tensorflow/tpu efficientnet_params), by hand.
  @Test(arguments: [
    ("b1", 1.1, 1.0, 240.0, 0.523, 0.0, 0.494, 0.437),
    ("b4", 1.8, 1.4, 380.0, 3.224, 3.530, 3.782, 3.445),
    ("b7", 3.1, 2.0, 600.0, 6.206, 7.273, 7.050, 6.629),
  ])
  func releasedCoefficientsImplyDifferentPhi(
    name: String, depth: Double, width: Double, pixels: Double, depthPhi: Double, widthPhi: Double,
    resolutionPhi: Double, leastSquares: Double
  ) throws {
    let implied = CompoundScaling.paper.impliedPhi(
      of: try ScalingCoefficients(depth: depth, width: width, resolution: pixels / 224))
    #expect(abs(try #require(implied.depth) - depthPhi) < 6e-4)
    #expect(abs(try #require(implied.width) - widthPhi) < 6e-4)
    #expect(abs(try #require(implied.resolution) - resolutionPhi) < 6e-4)
    #expect(abs(try #require(implied.leastSquares) - leastSquares) < 6e-4)
  }

  @Test func exactPowersImplyTheirPhi() throws {
    let coefficients = try CompoundScaling.paper.coefficients(phi: -2.5)
    let implied = CompoundScaling.paper.impliedPhi(of: coefficients)
    for phi in [implied.depth, implied.width, implied.resolution, implied.leastSquares] {
      #expect(abs(try #require(phi) + 2.5) < 1e-12)
    }
    let depthOnly = try CompoundScaling(alpha: 2, beta: 1, gamma: 1)
    #expect(depthOnly.impliedPhi(of: coefficients).width == nil)
    let nothing = try CompoundScaling(alpha: 1, beta: 1, gamma: 1)
    #expect(nothing.impliedPhi(of: coefficients).leastSquares == nil)
  }
}
