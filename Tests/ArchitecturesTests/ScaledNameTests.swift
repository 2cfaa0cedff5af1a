import Architectures
import Networks
import Testing

@Suite struct ScaledNameTests {
  @Test func namesSayWhatWasScaled() throws {
    #expect(ScaledName.name("b0", phi: 1) == "b0-phi1")
    #expect(ScaledName.name("b0", phi: -0.5) == "b0-phi-0.5")
    #expect(ScaledName.name("b0", phi: 0) == "b0")
    #expect(ScaledName.name("b0", try .init(depth: 1.2, width: 1.1)) == "b0-d1.2-w1.1")
    #expect(
      ScaledName.name("b0", try .init(resolution: 1.3645389, groupWidth: 2)) == "b0-r1.3645-g2")
    #expect(ScaledName.name("b0", .identity) == "b0")
  }

  /// As the zoo writes it, which takes the implementation from behind the resolution.
  @Test func resolutionsStandBehindASign() {
    #expect(ScaledName.name("resnet-50", at: Resolution(320)) == "resnet-50@320")
    #expect(
      ScaledName.name("d@299/tpu", at: Resolution(height: 224, width: 160)) == "d@224x160/tpu")
  }
}
