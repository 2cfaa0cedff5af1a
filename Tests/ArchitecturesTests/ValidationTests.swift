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

  @Test(arguments: [
    [], [3, 4], [3, 0], [0, 3], [3, -5], [3, 257], [Int](repeating: 3, count: 17),
  ])
  func mixedKernelsOutOfRangeAreRefused(sizes: [Int]) {
    #expect(throws: ArchitectureError.self) {
      try Stage(
        block: .mbConv(MBConv(expansion: .ratio(6))), kernelSizes: sizes, stride: 1, channels: 64,
        repeats: 1)
    }
  }

  @Test func onlySomeBlocksMixKernels() throws {
    let expansion = Expansion.ratio(2)
    let blocks: [(Block, mixes: Bool)] = [
      (.mbConv(MBConv(expansion: expansion)), true),
      (.fusedMBConv(MBConv(expansion: expansion)), true),
      (.depthwiseSeparable(DepthwiseSeparable()), true),
      (.convolution(ConvolutionBlock()), false), (.basicResidual(BasicResidual()), false),
      (.bottleneckResidual(BottleneckResidual()), false),
      (.universalBottleneck(UniversalBottleneck(expansion: expansion)), false),
    ]
    for (block, mixes) in blocks {
      let stage = Result {
        try Stage(block: block, kernelSizes: [3, 5], stride: 1, channels: 64, repeats: 1)
      }
      #expect(((try? stage.get()) != nil) == mixes)
      let single = try Stage(block: block, kernelSizes: [5], stride: 1, channels: 64, repeats: 1)
      #expect(single.kernelSize == 5 && single.mixedKernelSizes.isEmpty)
      #expect(try single.with(kernelSize: 3).kernelSizes == [3])
    }
  }

  @Test(arguments: [0, 17, -1, Int.max])
  func sharesOutOfRangeAreRefused(count: Int) {
    for parts in [
      MBConv(expansion: .ratio(6), expansionShares: count),
      MBConv(expansion: .ratio(6), projectionShares: count),
    ] {
      #expect(throws: ArchitectureError.self) { try stage(block: .mbConv(parts), channels: 64) }
    }
  }

  @Test(arguments: [-1, 2, 256, 257, Int.min, Int.max])
  func kernelsOfUniversalBottlenecksOutOfRangeAreRefused(size: Int) {
    func stage(start: Int = 0, middle: Int = 0, end: Int = 0) throws -> Stage {
      try self.stage(
        block: .universalBottleneck(
          UniversalBottleneck(
            expansion: .ratio(2), startKernelSize: start, endKernelSize: end)),
        kernelSize: middle)
    }
    #expect(throws: Never.self) { try stage() }
    #expect(throws: ArchitectureError.self) { try stage(start: size) }
    #expect(throws: ArchitectureError.self) { try stage(middle: size) }
    #expect(throws: ArchitectureError.self) { try stage(end: size) }
  }

  @Test(arguments: [(0, 0, 0, false), (3, 0, 0, true), (0, 3, 0, true), (0, 0, 3, true)])
  func aStrideNeedsADepthwiseConvolution(start: Int, middle: Int, end: Int, isAllowed: Bool) {
    let made = Result {
      try stage(
        block: .universalBottleneck(
          UniversalBottleneck(expansion: .ratio(2), startKernelSize: start, endKernelSize: end)),
        kernelSize: middle, stride: 2)
    }
    #expect(((try? made.get()) != nil) == isAllowed)
  }

  @Test func theFirstStageJoinsNone() throws {
    let first = try stage().with(joinsStageBefore: true)
    #expect(throws: ArchitectureError.self) { try efficientNetB0().with(stages: [first]) }
    #expect(throws: Never.self) { try efficientNetB0().with(stages: [stage(), first]) }
  }

  @Test func onlyAHiddenLayerIsNormalized() {
    #expect(throws: ArchitectureError.self) { try Head(normalizesHidden: true) }
    #expect(throws: Never.self) { try Head(hiddenUnits: 8, normalizesHidden: true) }
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
      try stage(
        block: .universalBottleneck(UniversalBottleneck(expansion: .ratio(value))))
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
