import ModelZoo
import Testing

@Suite struct ModelRangeTests {
  @Test(arguments: [
    ("efficientnet-b0..b3", (0...3).map { "efficientnet-b\($0)" }),
    ("EfficientNet-B5...efficientnet-b7", (5...7).map { "efficientnet-b\($0)" }),
    ("efficientnet-lite3..4", ["efficientnet-lite3", "efficientnet-lite4"]),
    ("resnet-18..50", ["resnet-18", "resnet-34", "resnet-50"]),
    ("efficientnet-b2..b2", ["efficientnet-b2"]),
  ])
  func rangesAreOfListedNames(text: String, names: [String]) throws {
    #expect(try ModelZoo.names(inRange: text) == names)
  }

  @Test func aNameIsNoRange() throws {
    #expect(try ModelZoo.names(inRange: "mobilenet-v2-1.4") == nil)
  }

  @Test(arguments: [
    ("efficientnet-b3..b0", "listed before"), ("efficientnet-b0..", "no last name"),
    ("efficientnet-b0..b9", "unknown model 'b9'"),
    ("eficientnet-b0..b3", "did you mean 'efficientnet-b0'"), ("..", "unknown model ''"),
  ])
  func others(text: String, message: String) {
    let error = #expect(throws: ZooError.self) { try ModelZoo.names(inRange: text) }
    #expect(error?.description.contains(message) == true, "\(String(describing: error))")
  }

  /// The first source's, where it is for this resolution.
  @Test func accuraciesAreThoseOfTheFirstSource() throws {
    for group in Table2.groups {
      let accuracy = try #require(try ModelZoo.model(named: group.efficientNet.model).accuracy)
      #expect(accuracy.top1 == group.efficientNet.published.top1)
      #expect(accuracy.top5 == group.efficientNet.published.top5)
      #expect(accuracy.source == "EfficientNet, arXiv:1905.11946v5 (2020), Table 2")
    }
    #expect(try ModelZoo.model(named: "efficientnet-b0@128").accuracy == nil)
    #expect(try ModelZoo.model(named: "mobilenet-v2").accuracy?.top1 == 72)
  }
}
