import Foundation
import ModelZoo
import Networks
import TestSupport
import Testing

/// A network as another implementation builds it, counted with hooks on every layer.
struct ReferenceModel: Decodable, CustomTestStringConvertible, Sendable {
  let id: String
  let source: String
  let resolution: Int
  let classes: Int
  let parameters: Int
  let multiplyAdds: Int
  let activations: Int
  let linearOutputs: Int
  let normalizationParameters: Int
  let convolutions: Int
  let fullyConnected: Int
  let normalizations: Int
  let otherParameters: Int

  var testDescription: String { id }

  static let all: [ReferenceModel] =
    (try? fixture("models", as: [ReferenceModel].self, in: Bundle.module)) ?? []

  func expectEqual(_ network: Network) {
    let count = ReferenceCount(of: network)
    #expect(count.parameters == parameters)
    #expect(count.multiplyAdds == multiplyAdds)
    #expect(count.convolutionOutputs == activations)
    #expect(count.linearOutputs == linearOutputs)
    #expect(count.normalizationParameters == normalizationParameters)
    #expect(count.convolutions == convolutions)
    #expect(count.linearLayers == fullyConnected)
    #expect(count.normalizations == normalizations)
  }
}

@Suite struct ReferenceModelTests {
  /// Forms whose 1×1 convolutions behind the pooling are fully-connected layers here: the counts
  /// of layers and of convolution outputs differ, parameters and multiply-adds do not.
  static let withConvolutionalHeads: Set<String> = [
    "mobilenet-v3-large/timm", "mobilenet-v3-small/timm", "mobilenet-v3-large/keras",
    "mobilenet-v3-small/keras", "mobilenet-v1/keras", "mobilenet-v1-0.25/keras",
    "mobilenet-v1-0.5/keras", "mobilenet-v1-0.75/keras", "mobilenet-v1/tf-slim",
  ]

  static let cases: [ReferenceModel] = {
    let scaled = Set(ScaledModelTests.cases.map(\.id) + ["resnet-50-compound"])
    return ReferenceModel.all.filter { !scaled.contains($0.id) }
  }()

  @Test func theReferenceIsThere() {
    #expect(ReferenceModel.all.count == 155)
  }

  @Test(arguments: cases)
  func countsEqualTheReference(_ reference: ReferenceModel) throws {
    let model = try ModelZoo.model(named: reference.id)
    let network = try model.network(resolution: Resolution(reference.resolution))
    #expect(network.outputShape.channels == reference.classes)
    guard !Self.withConvolutionalHeads.contains(reference.id) else {
      let count = ReferenceCount(of: network)
      #expect(count.parameters == reference.parameters)
      #expect(count.multiplyAdds == reference.multiplyAdds)
      return
    }
    reference.expectEqual(network)
  }
}
