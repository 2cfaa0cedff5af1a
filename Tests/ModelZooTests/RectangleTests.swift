import Architectures
import ModelZoo
import Networks
import Testing

/// The zoo's networks at inputs that are no squares, against PyTorch's counter on torchvision's and
/// timm's implementations.
@Suite struct RectangleTests {
  static let counts = CountTable.rows(of: "rectangles")

  /// VGG and AlexNet, whose maps torchvision pools to 7×7 and 6×6 whatever their size.
  static let pooledCounts = CountTable.rows(of: "adaptive-pooling")

  @Test func theTablesAreThere() {
    #expect(Self.counts.count == 27)
    #expect(Self.pooledCounts.count == 23)
  }

  @Test(arguments: counts + pooledCounts)
  func countsEqualPyTorchs(_ row: CountTable.Row) throws {
    try #require(row.numbers.count == 4)
    let resolution = Resolution(height: row.numbers[0], width: row.numbers[1])
    let network = try ModelZoo.model(named: row.model).network(resolution: resolution)
    #expect(network.inputShape.resolution == resolution)
    let count = ReferenceCount(of: network)
    #expect(count.parameters == row.numbers[2])
    #expect(count.multiplyAdds == row.numbers[3])
  }

  @Test func namesTakeRectangles() throws {
    let model = try ModelZoo.model(named: "efficientnet-b0@224x160")
    #expect(model.name == "efficientnet-b0@224x160")
    #expect(model.resolution == Resolution(height: 224, width: 160))
    #expect(model.architecture?.resolution == model.resolution)
    #expect(try ModelZoo.model(named: "resnet-50@192X96/caffe-v1").resolution.width == 96)
    for name in ["resnet-50@224x", "resnet-50@224x0", "resnet-50@1x2x3", "resnet-50@224x70000"] {
      #expect(throws: ZooError.self) { try ModelZoo.model(named: name) }
    }
  }

  /// Where the map divides, windows are those of an average pooling; where it is smaller, pixels repeat.
  @Test func adaptivePooling() throws {
    func pooling(_ name: String, _ resolution: Resolution) throws -> Networks.Operation? {
      let network = try ModelZoo.model(named: name).network(resolution: resolution)
      let flatten = try #require(network.layers.firstIndex { $0.operation == .flatten })
      let operation = network.layers[network.inputs(of: flatten)[0]].operation
      if case .pooling(let pooling) = operation, pooling.kind == .maximum { return nil }
      return operation
    }
    #expect(try pooling("vgg-11", 224) == nil)
    #expect(
      try pooling("vgg-11", 448)
        == .pooling(Pooling(.average, kernelSize: 2, stride: 2, padding: .valid)))
    for resolution in [Resolution(32), Resolution(height: 224, width: 160), 288] {
      #expect(
        try pooling("vgg-11", resolution)
          == .adaptiveAveragePooling(AdaptivePooling(outputSize: 7)))
    }
    #expect(
      try pooling("alexnet", 63) == .adaptiveAveragePooling(AdaptivePooling(outputSize: 6)))
    // torchvision refuses it as well: the last maximum pooling has no pixel left.
    #expect(throws: NetworkError.self) { try pooling("alexnet", 32) }
  }

  /// The ports of NASNet pad in front where both sides are even; one of each cannot be.
  @Test func oneSidePaddingIsRefused() throws {
    let model = try ModelZoo.model(named: "nasnet-a-mobile/cadene")
    #expect(throws: NetworkError.self) {
      try model.network(resolution: Resolution(height: 224, width: 231))
    }
    _ = try model.network(resolution: Resolution(height: 224, width: 192))
  }
}
