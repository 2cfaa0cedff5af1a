import Architectures
import Files
import Foundation
import ModelZoo
import Networks
import Testing

@testable import Interchange

/// timm 1.0.31 `models/_manipulate.py`, `adapt_input_conv`: the sum for one channel; for others the three
/// over and over, times 3 ÷ their number.
@Suite struct StemAdaptationTests {
  /// Of kernel [[1, 2, 4]], 1×1: as timm's function puts out.
  @Test(arguments: [
    (1, [7]), (2, [1.5, 3]), (4, [0.75, 1.5, 3, 0.75]), (6, [0.5, 1, 2, 0.5, 1, 2]),
  ])
  func channelsAreSummedOrRepeated(channels: Int, expected: [Float]) {
    #expect(StemAdaptation.adapted([1, 2, 4], to: [1, channels, 1, 1]) == expected)
  }

  @Test func onlyAStemIsAdaptedAndOnlyWhereThatIsAsked() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    for (model, naming) in [("resnet-18", WeightNaming.torchvision), ("vgg-11", .timm)] {
      let colour = try ModelZoo.model(named: model)
      let network = try colour.network(resolution: 32)
      try WeightFile.write(network, from: colour.architecture, naming: naming, to: path) {
        [Float](repeating: 1, count: network.parameter($0.role, usedBy: $0.layer)?.count ?? 0)
      }
      let grey = try colour.network(resolution: 32, inputChannels: 1)
      let architecture = try colour.architecture?.with(inputChannels: 1)
      let file = try WeightFile(path: path, for: grey, from: architecture)
      let error = #expect(throws: FileError.self) {
        try file.values(for: grey, from: architecture)
      }
      #expect(error?.message.contains("(--input-channels 1 adapts it as timm does)") == true)
      let values = try file.values(for: grey, from: architecture, adaptsStem: true)
      let stem = try #require(grey.layers.indices.first { grey.inputs(of: $0).contains(0) })
      let kernel = try #require(values[ParameterID(layer: stem, role: .weight)])
      #expect(Set(kernel) == [3])
      #expect(values.count == grey.parameters.count)
    }
  }
}
