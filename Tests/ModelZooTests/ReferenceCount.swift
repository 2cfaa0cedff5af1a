import Networks

/// What a network costs, counted here and not by the cost model: convolutions and linear layers
/// from their shapes, weights shared with an earlier layer once; of auxiliary layers, which are not
/// run, the parameters.
struct ReferenceCount: Equatable {
  var parameters = 0
  var multiplyAdds = 0
  var convolutionOutputs = 0
  var linearOutputs = 0
  var normalizationParameters = 0
  var otherParameters = 0
  var convolutions = 0
  var linearLayers = 0
  var normalizations = 0

  init() {}

  init(of network: Network) {
    for (index, layer) in network.layers.enumerated() {
      let executed = self
      add(layer, input: network.inputShape(of: index))
      if network.isAuxiliary(index) {
        multiplyAdds = executed.multiplyAdds
        convolutionOutputs = executed.convolutionOutputs
        linearOutputs = executed.linearOutputs
        convolutions = executed.convolutions
        linearLayers = executed.linearLayers
        normalizations = executed.normalizations
      }
    }
  }

  private mutating func add(_ layer: Layer, input: TensorShape) {
    let output = layer.output
    let pixels = output.height * output.width
    var weights = 0
    if case .convolution(let convolution) = layer.operation {
      let perOutput =
        convolution.kernelSize.height * convolution.kernelSize.width
        * (input.channels / convolution.groups)
      multiplyAdds += perOutput * output.channels * pixels
      weights = (perOutput + (convolution.hasBias ? 1 : 0)) * output.channels
      convolutionOutputs += output.channels * pixels
      convolutions += 1
    } else if case .fullyConnected(let linear) = layer.operation {
      multiplyAdds += input.channels * output.channels * pixels
      weights = (input.channels + (linear.hasBias ? 1 : 0)) * output.channels
      linearOutputs += output.channels * pixels
      linearLayers += 1
    } else if case .batchNormalization(let normalization) = layer.operation {
      weights =
        output.channels * ((normalization.hasScale ? 1 : 0) + (normalization.hasOffset ? 1 : 0))
      normalizationParameters += weights
      normalizations += 1
    } else if case .layerNormalization = layer.operation {
      weights = 2 * output.channels
      otherParameters += weights
    } else if case .tokenEmbedding = layer.operation {
      // ViT's class token, and its position embedding of all tokens.
      weights = output.channels + pixels * output.channels
      otherParameters += weights
    } else if case .channelScale = layer.operation {
      weights = output.channels
      otherParameters += weights
    }
    if layer.weightSource == nil { parameters += weights }
  }
}
