import Foundation
import ModelZoo
import Networks
import TestSupport
import Testing

/// Every convolution, linear and batch-norm layer of a network as another implementation runs it.
struct LayerTable: Decodable, Sendable {
  let id: String
  let source: String
  /// The columns' names, separated by spaces.
  let columns: String
  /// A layer each: its kind and thirteen numbers, separated by spaces.
  let layers: [String]
}

@Suite struct LayerTableTests {
  static let files = [
    "amoebanet-a-6-190@331", "amoebanet-b-18-512@480", "amoebanet-d-18-512", "convnext-t",
    "densenet-169", "efficientnet-b0", "efficientnet-b0-tf-same", "efficientnet-b7",
    "efficientnetv2-s", "inception-resnet-v2", "inception-v3", "mobilenet-v1", "mobilenet-v2",
    "nasnet-a-large", "polynet", "resnet-50", "senet-154",
  ]

  /// Implementations that run some branches in another order than this package lists them.
  static let ordersDiffer: Set<String> = ["nasnet-a-large"]

  @Test(arguments: files)
  func layersEqualTheReference(_ file: String) throws {
    let table: LayerTable = try fixture("layers/\(file)", in: Bundle.module)
    let rows = Self.rows(of: try ModelZoo.model(named: table.id).network())
    #expect(rows.sorted() == table.layers.sorted())
    if !Self.ordersDiffer.contains(file) {
      #expect(rows == table.layers)
    }
  }

  /// The network's rows in the form of a ``LayerTable``.
  static func rows(of network: Network) -> [String] {
    network.layers.indices.compactMap { index in
      let layer = network.layers[index]
      let input = network.inputShape(of: index)
      var kind = "bn"
      var kernel = Extent(1)
      var stride = Extent(1)
      var groups = 1
      var weights = 0
      var multiplyAdds = 0
      if case .convolution(let convolution) = layer.operation {
        kind = "conv"
        kernel = convolution.kernelSize
        stride = convolution.stride
        groups = convolution.groups
        let perOutput = kernel.area * (input.channels / groups)
        weights = (perOutput + (convolution.hasBias ? 1 : 0)) * layer.output.channels
        multiplyAdds = perOutput * layer.output.elements
      } else if case .fullyConnected(let linear) = layer.operation {
        kind = "linear"
        weights = (input.channels + (linear.hasBias ? 1 : 0)) * layer.output.channels
        multiplyAdds = input.channels * layer.output.elements
      } else if case .batchNormalization = layer.operation {
        weights = 2 * layer.output.channels
      } else {
        return nil
      }
      let parameters = layer.weightSource == nil ? weights : 0
      // The tables flatten the pixels of a linear layer into one row.
      let isLinear = kind == "linear"
      let output = layer.output
      let numbers = [
        kernel.height, kernel.width, stride.height, stride.width, groups, input.channels,
        output.channels, isLinear ? 1 : input.height, isLinear ? output.pixels : input.width,
        isLinear ? 1 : output.height, isLinear ? output.pixels : output.width, parameters,
        multiplyAdds,
      ]
      return "\(kind) " + numbers.map(String.init).joined(separator: " ")
    }
  }
}
