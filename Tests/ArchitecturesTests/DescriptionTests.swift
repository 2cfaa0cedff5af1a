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
    (Shortcut.identity, ""), (.none, " no shortcut"), (.pool, " pool shortcut"),
  ])
  func shortcutsAreNamedWhereTheyAreNotTheUsualOne(_ kind: Shortcut, _ words: String) throws {
    let stage = try Stage(
      block: .fusedMBConv(MBConv(expansion: .ratio(1), shortcut: kind)), kernelSize: 3, stride: 1,
      channels: 16, repeats: 1)
    #expect(stage.shorthand == "1×Fused-MBConv1 k3×3 c16" + words)
  }
}
