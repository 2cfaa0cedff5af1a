import Networks

/// What a convention counts for one kind of operator: so many per quantity of the layer, for one
/// image, summed over the quantities.
public struct CountingRule: Hashable, Sendable {
  /// Per multiply-accumulate.
  public var perMultiplyAdd: Int
  /// Per output element of a layer that adds a bias.
  public var perBiasedOutput: Int
  /// Per trainable scalar, whatever the size of the feature map.
  public var perParameter: Int
  /// Per element of the first input.
  public var perInput: Int
  /// Per output element.
  public var perOutput: Int
  /// Per output element and pixel of the pooling window.
  public var perWindowPixel: Int
  /// Per output element and input beyond the first.
  public var perJoin: Int
  /// Per multiply-accumulate between queries and keys, and between their weights and values.
  public var perAttentionMultiplyAdd: Int

  /// A rule of what is given; everything else counts 0.
  public init(
    perMultiplyAdd: Int = 0, perBiasedOutput: Int = 0, perParameter: Int = 0, perInput: Int = 0,
    perOutput: Int = 0, perWindowPixel: Int = 0, perJoin: Int = 0,
    perAttentionMultiplyAdd: Int = 0
  ) {
    self.perMultiplyAdd = perMultiplyAdd
    self.perBiasedOutput = perBiasedOutput
    self.perParameter = perParameter
    self.perInput = perInput
    self.perOutput = perOutput
    self.perWindowPixel = perWindowPixel
    self.perJoin = perJoin
    self.perAttentionMultiplyAdd = perAttentionMultiplyAdd
  }

  /// Counts 0, whatever the layer.
  public static let nothing = CountingRule()

  /// The operations of layer `index`, or `nil` beyond the range of `Int`.
  func count(_ network: Network, _ index: Int, _ cost: Cost) -> Int? {
    let layer = network.layers[index]
    let outputs = layer.output.elements
    var sum = CheckedSum()
    sum.add(perMultiplyAdd, cost.multiplyAdds)
    sum.add(perBiasedOutput, layer.operation.hasBias ? outputs : 0)
    // One of the two is zero: a layer either owns its weights or uses another's.
    sum.add(perParameter, cost.parameters + cost.reusedParameters)
    sum.add(perInput, network.inputShape(of: index).elements)
    sum.add(perOutput, outputs)
    sum.add(perWindowPixel, outputs, layer.operation.windowArea)
    sum.add(perAttentionMultiplyAdd, layer.attentionMultiplyAdds)
    sum.add(perJoin, outputs, max(0, network.inputs(of: index).count - 1))
    return sum.value
  }
}

extension Operation {
  fileprivate var windowArea: Int {
    if case .pooling(let pooling) = self { pooling.kernelSize.area } else { 0 }
  }
}

extension Layer {
  /// Each output element of attention is a sum over all tokens, and so is each of its weights:
  /// 2 · tokens² · channels in all; `Int.max` beyond it, which no sum takes.
  fileprivate var attentionMultiplyAdds: Int {
    guard case .attention = operation else { return 0 }
    let (product, overflow) = output.elements.multipliedReportingOverflow(by: 2 * output.pixels)
    return overflow ? Int.max : product
  }
}
