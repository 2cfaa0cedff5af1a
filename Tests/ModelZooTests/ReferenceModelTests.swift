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
  /// Forms of a network that differ only in how a layer is called (a 1×1 convolution for a linear
  /// layer) or in explicit padding, and networks outside this package's operators.
  static let leftOut: Set<String> = [
    "vit-b-16", "mixnet-s", "mixnet-m", "mixnet-l", "mobilenet-v3-large/timm",
    "mobilenet-v3-small/timm", "mobilenet-v3-large/keras", "mobilenet-v3-small/keras",
    "nasnet-a-large/cadene", "nasnet-a-mobile/cadene", "nasnet-a-large/keras",
    "pnasnet-5-large/cadene", "mobilenet-v1/keras", "mobilenet-v1-0.25/keras",
    "mobilenet-v1-0.5/keras", "mobilenet-v1-0.75/keras", "mobilenet-v1/tf-slim", "resnet-50/keras",
    "resnet-101/keras", "resnet-152/keras", "resnet-50-v2/keras", "resnet-152-v2/keras",
    "inception-v4-with-aux/tf-slim", "resnet-50-v1/tf-slim", "resnet-50-v2/tf-slim",
    "resnet-101-v1/tf-slim", "resnet-101-v2/tf-slim", "resnet-152-v1/tf-slim",
    "resnet-152-v2/tf-slim", "resnet-200-v1/tf-slim", "resnet-200-v2/tf-slim",
  ]

  static let cases: [ReferenceModel] = {
    let scaled = Set(ScaledModelTests.cases.map(\.id) + ["resnet-50-compound"])
    return ReferenceModel.all.filter { !leftOut.contains($0.id) && !scaled.contains($0.id) }
  }()

  @Test func theReferenceIsThere() {
    #expect(ReferenceModel.all.count == 155)
  }

  @Test(arguments: cases)
  func countsEqualTheReference(_ reference: ReferenceModel) throws {
    let model = try ModelZoo.model(named: reference.id)
    reference.expectEqual(
      try model.network(resolution: reference.resolution, classes: reference.classes))
  }
}
