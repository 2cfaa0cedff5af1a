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

  public init(
    perMultiplyAdd: Int = 0, perBiasedOutput: Int = 0, perParameter: Int = 0, perInput: Int = 0,
    perOutput: Int = 0, perWindowPixel: Int = 0, perJoin: Int = 0
  ) {
    self.perMultiplyAdd = perMultiplyAdd
    self.perBiasedOutput = perBiasedOutput
    self.perParameter = perParameter
    self.perInput = perInput
    self.perOutput = perOutput
    self.perWindowPixel = perWindowPixel
    self.perJoin = perJoin
  }

  public static let nothing = CountingRule()

  /// The operations of layer `index`, or `nil` beyond the range of `Int`.
  func count(_ network: Network, _ index: Int, _ cost: Cost) -> Int? {
    let layer = network.layers[index]
    let outputs = layer.output.elements
    var sum = CheckedSum()
    sum.add(perMultiplyAdd, cost.multiplyAdds)
    sum.add(perBiasedOutput, layer.operation.addsBias ? outputs : 0)
    // One of the two is zero: a layer either owns its weights or uses another's.
    sum.add(perParameter, cost.parameters + cost.reusedParameters)
    sum.add(perInput, network.inputShape(of: index).elements)
    sum.add(perOutput, outputs)
    sum.add(perWindowPixel, outputs, layer.operation.windowArea)
    sum.add(perJoin, outputs, max(0, network.inputs(of: index).count - 1))
    return sum.value
  }
}

/// A sum of products that turns `nil` once it leaves the range of `Int`.
struct CheckedSum {
  private(set) var value: Int? = 0

  mutating func add(_ factor: Int, _ quantity: Int, _ second: Int = 1) {
    guard let sum = value else { return }
    let (product, overflow) = factor.multipliedReportingOverflow(by: quantity)
    let (whole, secondOverflow) = product.multipliedReportingOverflow(by: second)
    let (next, sumOverflow) = sum.addingReportingOverflow(whole)
    value = overflow || secondOverflow || sumOverflow ? nil : next
  }
}

extension Operation {
  fileprivate var addsBias: Bool {
    switch self {
    case .convolution(let convolution): convolution.hasBias
    case .fullyConnected(let fullyConnected): fullyConnected.hasBias
    case .input, .batchNormalization, .layerNormalization, .channelScale, .activation, .pooling,
      .globalAveragePooling, .add, .multiply, .concatenate, .scale, .slice, .channelShuffle,
      .pad, .dropout, .stochasticDepth, .flatten:
      false
    }
  }

  fileprivate var windowArea: Int {
    if case .pooling(let pooling) = self { pooling.kernelSize.area } else { 0 }
  }
}
