import CostModel
import ModelZoo
import Testing

/// Parameters and multiply-adds of torchvision 0.28.0, timm 1.0.31 and TensorFlow's own graphs,
/// counted with hooks on every convolution and linear layer.
@Suite struct StageModelTests {
  @Test(arguments: [
    ("efficientnet-b0", 5_288_548, 385_814_752), ("efficientnet-b1", 7_794_184, 686_802_832),
    ("efficientnet-b2", 9_109_994, 993_561_872), ("mobilenet-v2", 3_504_872, 300_774_272),
  ])
  func countsEqualTheReference(name: String, parameters: Int, multiplyAdds: Int) throws {
    let cost = try NetworkCost.total(of: ModelZoo.model(named: name).network())
    #expect(cost.parameters == parameters)
    #expect(cost.multiplyAdds == multiplyAdds)
  }
}
