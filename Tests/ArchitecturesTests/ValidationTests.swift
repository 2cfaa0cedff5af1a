import Architectures
import Networks
import Testing

@Suite struct ValidationTests {
  private func stage(
    block: Block = .depthwiseSeparable(DepthwiseSeparable()), kernelSize: Int = 3, stride: Int = 1,
    channels: Int = 8,
    repeats: Int = 1
  ) throws -> Stage {
    try Stage(
      block: block, kernelSize: kernelSize, stride: stride, channels: channels, repeats: repeats)
  }

  @Test func evenKernelsAreRefusedInWords() {
    let error = #expect(throws: ArchitectureError.self) { try stage(kernelSize: 4) }
    #expect(
      error?.description
        == "kernelSize: found 4, which is even; expected an odd number such as 3, 5 or 7, up to 255"
    )
  }

  @Test(arguments: [0, -1, Int.min, Int.max])
  func wholeNumbersOutOfRangeAreRefused(value: Int) throws {
    #expect(throws: ArchitectureError.self) { try stage(kernelSize: value) }
    #expect(throws: ArchitectureError.self) { try stage(stride: value) }
    #expect(throws: ArchitectureError.self) { try stage(channels: value) }
    #expect(throws: ArchitectureError.self) { try stage(repeats: value) }
    #expect(throws: ArchitectureError.self) { try Stem(channels: value) }
    #expect(throws: ArchitectureError.self) { try Head(classes: value) }
    #expect(throws: ArchitectureError.self) { try Head(channels: value) }
    #expect(throws: ArchitectureError.self) {
      try efficientNetB0().with(resolution: Resolution(value))
    }
    #expect(throws: ArchitectureError.self) {
      try stage(block: .convolution(ConvolutionBlock(groups: value)))
    }
    #expect(throws: ArchitectureError.self) {
      try stage(block: .mbConv(MBConv(expansion: .channels(value))))
    }
  }

  @Test(arguments: [0, -0.5, Double.nan, .infinity])
  func ratiosOutOfRangeAreRefused(value: Double) {
    #expect(throws: ArchitectureError.self) {
      try stage(block: .mbConv(MBConv(expansion: .ratio(value))))
    }
    #expect(throws: ArchitectureError.self) {
      try stage(
        block: .mbConv(
          MBConv(expansion: .ratio(1), squeeze: SqueezeExcitation(ratio: value))))
    }
    #expect(throws: ArchitectureError.self) {
      try stage(block: .bottleneckResidual(BottleneckResidual(innerRatio: value)))
    }
    #expect(throws: ArchitectureError.self) {
      try efficientNetB0().with(survivalProbability: value)
    }
  }

  @Test func hugeButAllowedPartsAreRefusedByTheNetworkNotByATrap() throws {
    let block = Block.mbConv(MBConv(expansion: .ratio(1024)))
    let architecture = try efficientNetB0().with(stages: [
      stage(block: block, channels: NetworkLimits.channels, repeats: 2)
    ])
    let error = #expect(throws: NetworkError.self) { try architecture.lowered() }
    #expect(error?.reason == .invalidShape)
    #expect(error?.layer == "stage1.block2.expand")
  }

  @Test func tooManyLayersAreRefused() throws {
    let architecture = try efficientNetB0().with(
      resolution: 1,
      stages: (0..<20).map { _ in try stage(repeats: Stage.maximumRepeats) })
    let error = #expect(throws: NetworkError.self) { try architecture.lowered() }
    #expect(error?.reason == .tooLarge)
  }
}
