import Architectures
import Testing

@Suite struct DescriptionTests {
  /// The rows of the paper's Table 1 (arXiv:1905.11946), as people write them.
  @Test func stagesReadAsInTheTable() throws {
    let second = try Stage(
      block: .mbConv(MBConv(expansion: .ratio(6), squeeze: SqueezeExcitation(ratio: 0.25))),
      kernelSize: 5, stride: 2, channels: 40, repeats: 2)
    #expect(second.operatorName == "MBConv6, k5×5, SE 0.25")
    #expect(second.shorthand == "2×MBConv6 k5×5 SE 0.25 c40")
  }

  @Test(arguments: [
    (5, 3, 0, "Universal bottleneck4, start k5×5, k3×3"),
    (0, 0, 7, "Universal bottleneck4, end k7×7"),
    (0, 0, 0, "Universal bottleneck4, no depthwise conv"),
    (3, 5, 3, "Universal bottleneck4, start k3×3, k5×5, end k3×3"),
  ])
  func theDepthwiseConvolutionsThatAreThereAreNamed(
    _ start: Int, _ middle: Int, _ end: Int, _ name: String
  ) throws {
    let parts = UniversalBottleneck(
      expansion: .ratio(4), startKernelSize: start, endKernelSize: end)
    let stage = try Stage(
      block: .universalBottleneck(parts), kernelSize: middle, stride: 1, channels: 16, repeats: 1)
    #expect(stage.operatorName == name)
  }

  @Test func sharesOfTheChannelsAreNamed() throws {
    let parts = MBConv(expansion: .ratio(6), expansionShares: 2, projectionShares: 3)
    let stage = try Stage(
      block: .mbConv(parts), kernelSizes: [3, 5, 7], stride: 1, channels: 16, repeats: 2)
    #expect(stage.operatorName == "MBConv6, expansion in 2, projection in 3, k3+5+7")
    #expect(stage.shorthand == "2×MBConv6 expansion in 2 projection in 3 k3+5+7 c16")
  }

  @Test(arguments: [
    (Shortcut.identity, ""), (.none, " no shortcut"), (.pool, " pool shortcut"),
  ])
  func shortcutsAreNamedWhereTheyAreNotTheUsualOne(_ kind: Shortcut, _ words: String) throws {
    let stage = try Stage(
      block: .fusedMBConv(MBConv(expansion: .ratio(1), shortcut: kind)), kernelSize: 3, stride: 1,
      channels: 16, repeats: 1)
    #expect(stage.shorthand == "1×Fused-MBConv1 k3×3 c16" + words)
  }
}
