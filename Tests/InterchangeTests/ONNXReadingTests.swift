import Files
import Foundation
import ModelZoo
import Networks
import ONNX
import TestSupport
import Testing

@testable import Interchange

/// What is written is read again: the same layers with the same weights.
@Suite struct ONNXReadingTests {
  @Test(arguments: [
    "nasnet-a-mobile", "shufflenet-v2-1.0", "ghostnet", "mixnet-s", "mobilenet-v3-small",
    "efficientnet-b0", "efficientnet-lite0", "squeezenet-1.0",
  ])
  func networksComeBack(name: String) throws {
    let network = try ModelZoo.model(named: name).network(resolution: 64)
    var values = WeightTable()
    for (index, parameter) in network.parameters.enumerated() {
      values[parameter.id] = (0..<parameter.count).map { Float(index) + Float($0 % 8192) / 8192 }
    }
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/\(name).onnx"
    try ONNXFile.write(network, to: path) { try #require(values[$0]) }
    let file = try ONNXImport(ModelMessage(path: path))
    let found = try file.network.lowered()
    // Inference has no dropout, and a flattening of one pixel does nothing.
    func kept(_ network: Network) -> [Int] {
      network.layers.indices.filter { index in
        let layer = network.layers[index]
        if case .dropout = layer.operation { return false }
        if case .stochasticDepth = layer.operation { return false }
        return layer.operation != .flatten || layer.input.pixels > 1
      }
    }
    let (ours, theirs) = (kept(network), kept(found))
    #expect(theirs.map { found.layers[$0].output } == ours.map { network.layers[$0].output })
    let read = try file.values()
    let owners = zip(ours, theirs).filter { !network.parameters(of: $0.0).isEmpty }
    for (our, their) in owners {
      #expect(found.name(of: their) == network.name(of: our))
      let weights = network.parameters(of: our).compactMap { values[$0.id] }
      #expect(
        weights == found.parameters(of: their).prefix(weights.count).compactMap { read[$0.id] })
    }
    #expect(found.name == name)
  }

  @Test func operatorsThatNoLayerComputesAreNamed() throws {
    let path = try fixtureURL("transposed-convolution.onnx", in: .module).path
    let error = #expect(throws: FileError.self) { try ONNXImport(ModelMessage(path: path)) }
    #expect(
      error?.message.hasPrefix("node 'up' (ConvTranspose): no layer here computes that") == true)
  }
}
