import Networks

/// A network as steps that PyTorch has, or that a helper class of the file has: convolution,
/// normalisation and activation are one, so is squeeze-and-excitation, so are convolutions of shares of
/// the channels.
struct ModuleGraph {
  let network: Network
  private(set) var items: [ModuleItem] = []
  /// For each layer, the item that puts out what it puts out; −1 for the input's.
  private var itemOfLayer: [Int]
  private let consumers: [[Int]]
  private let sharedSources: Set<Int>
  private let outputLayers: Set<Int>
  /// Layers whose output is `[N, C]`: classifiers, where everything behind them is one too.
  private let isFlat: [Bool]
  private let calls: TorchCalls

  init(_ network: Network) {
    self.network = network
    consumers = network.consumers()
    sharedSources = Set(network.layers.compactMap(\.weightSource))
    outputLayers = Set(network.outputs.map(\.layer))
    itemOfLayer = [Int](repeating: -1, count: network.layers.count)
    isFlat = Self.flatLayers(network, consumers)
    calls = TorchCalls(network)
    var done = [Bool](repeating: false, count: network.layers.count)
    for index in network.layers.indices where !done[index] {
      if case .input = network.layers[index].operation { continue }
      for layer in add(index) { done[layer] = true }
    }
  }

  /// The items of the network's outputs, the main one first.
  var outputs: [Int] { network.outputs.map { itemOfLayer[$0.layer] } }

  /// Gives an item a shorter call of the same module.
  mutating func replaceCall(of item: Int, by call: ModuleCall) {
    items[item].kind = .module(call)
  }

  /// For each item, those that read it.
  func readers() -> [[Int]] {
    var readers = [[Int]](repeating: [], count: items.count)
    for (index, item) in items.enumerated() {
      for input in Set(item.inputs) where input >= 0 { readers[input].append(index) }
    }
    return readers
  }

  /// The channels of what an item puts out; −1 is the network's input.
  func channels(_ item: Int) -> Int {
    network.layers[item < 0 ? 0 : items[item].layer].output.channels
  }
}

// MARK: - Steps of several layers

extension ModuleGraph {
  /// Adds the step that begins with a layer, and returns the layers in it.
  private mutating func add(_ index: Int) -> [Int] {
    if let layers = addSqueezeExcitation(index) { return layers }
    if let layers = addMixedConvolution(index) { return layers }
    if let layers = addNormalizedConvolution(index) { return layers }
    addSingle(index)
    return [index]
  }

  /// A convolution, the batch normalisation that alone reads it, and the activation that alone reads
  /// that.
  private mutating func addNormalizedConvolution(_ index: Int) -> [Int]? {
    guard case .convolution(let convolution) = network.layers[index].operation,
      !isShared(index), let norm = onlyReader(of: index), !isShared(norm),
      case .batchNormalization(let settings) = network.layers[norm].operation,
      isTogether(index, norm)
    else { return nil }
    var layers = [index, norm]
    var activation = PythonValue.none
    if let reader = onlyReader(of: norm), isTogether(index, reader),
      case .activation(let kind) = network.layers[reader].operation
    {
      layers.append(reader)
      activation = .source(kind.torchClass)
    }
    let call = ModuleCall(
      type: HelperKind.convNormActivation.rawValue,
      arguments: calls.convolution(
        convolution, of: network.layers[index], defaultBias: false)
        + [
          .keyword("conv", .source(calls.type(of: convolution, network.layers[index]))),
          .keyword("norm", .source(TorchCalls.type(of: settings))),
        ] + TorchCalls.settings(settings)
        + [.keyword("activation", activation, default: PythonValue.none)])
    var item = item(
      .module(call), index, reading: network.inputs(of: index), last: layers.last ?? norm)
    item.tensors =
      tensors(of: index).map { ("conv.\($0.suffix)", $0.parameter) }
      + tensors(of: norm).map { ("norm.\($0.suffix)", $0.parameter) }
    item.constants = constants(settings, norm).map { $0.behind("norm") }
    append(item, layers)
    return layers
  }

  /// Pooling over all pixels, two 1×1 convolutions with activations, and the product with what was
  /// pooled.
  private mutating func addSqueezeExcitation(_ index: Int) -> [Int]? {
    guard case .globalAveragePooling = network.layers[index].operation,
      let input = network.inputs(of: index).first,
      let reduce = gateConvolution(behind: index),
      let first = onlyReader(of: reduce), let firstKind = activation(first),
      let expand = gateConvolution(behind: first),
      let second = onlyReader(of: expand), let secondKind = activation(second),
      let product = onlyReader(of: second), case .multiply = network.layers[product].operation,
      Array(network.inputs(of: product)) == [input, second],
      isTogether(index, product)
    else { return nil }
    let call = ModuleCall(
      type: HelperKind.squeezeExcitation.rawValue,
      arguments: [
        .place("channels", .int(network.layers[input].output.channels), .inputs),
        .place("squeezed", .int(network.layers[reduce].output.channels)),
        .keyword("activation", .source(firstKind.torchClass)),
        .keyword("gate", .source(secondKind.torchClass)),
      ])
    let layers = [index, reduce, first, expand, second, product]
    var item = item(.module(call), index, reading: [input], last: product)
    item.tensors =
      tensors(of: reduce).map { ("reduce.\($0.suffix)", $0.parameter) }
      + tensors(of: expand).map { ("expand.\($0.suffix)", $0.parameter) }
    append(item, layers)
    return layers
  }

  /// Convolutions of slices that share out all channels, side by side (MixConv).
  private mutating func addMixedConvolution(_ index: Int) -> [Int]? {
    guard case .slice(0, _) = network.layers[index].operation,
      let input = network.inputs(of: index).first
    else { return nil }
    let slices = consumers[input].filter { network.layers[$0].operation.isSlice }
    var (end, layers, convolutions) = (0, [Int](), [Int]())
    for slice in slices {
      guard case .slice(end, let count) = network.layers[slice].operation, isTogether(index, slice),
        let reader = onlyReader(of: slice), !isShared(reader),
        case .convolution(let convolution) = network.layers[reader].operation,
        !convolution.hasBias
      else { return nil }
      end += count
      convolutions.append(reader)
      layers += [slice, reader]
    }
    guard convolutions.count > 1, end == network.layers[input].output.channels,
      let join = onlyReader(of: convolutions[0]),
      case .concatenate = network.layers[join].operation,
      Array(network.inputs(of: join)) == convolutions
    else { return nil }
    guard let call = calls.mixed(convolutions.map { network.layers[$0] }) else { return nil }
    var item = item(.module(call), convolutions[0], reading: [input], last: join)
    item.tensors = convolutions.enumerated().flatMap { position, layer in
      tensors(of: layer).map { ("convs.\(position).\($0.suffix)", $0.parameter) }
    }
    append(item, layers + [join])
    return layers + [join]
  }

  private func gateConvolution(behind index: Int) -> Int? {
    guard let reader = onlyReader(of: index), !isShared(reader),
      case .convolution(let convolution) = network.layers[reader].operation,
      convolution.isPointwise, convolution.hasBias
    else { return nil }
    return reader
  }

  private func activation(_ index: Int) -> Activation? {
    guard case .activation(let kind) = network.layers[index].operation else { return nil }
    return kind
  }
}

// MARK: - Steps of one layer

extension ModuleGraph {
  private mutating func addSingle(_ index: Int) {
    let layer = network.layers[index]
    let inputs = network.inputs(of: index)
    // Behind the first layer of a classifier maps are vectors.
    if isFlat[index], let input = inputs.first, !isFlat[input], !layer.operation.isFlatten {
      addFlattening(behind: input)
    }
    var item = item(kind(of: layer, isFlat: isFlat[index]), index, reading: inputs, last: index)
    item.tensors = tensors(of: index)
    if case .batchNormalization(let settings) = layer.operation {
      item.constants = constants(settings, index)
    }
    if let source = layer.weightSource { item.shared = itemOfLayer[source] }
    append(item, [index])
  }

  /// `nn.Flatten` between a map of one pixel and what takes a vector.
  private mutating func addFlattening(behind input: Int) {
    let flatten = ModuleItem(
      kind: .module(ModuleCall(type: "nn.Flatten", arguments: [])), name: "flatten",
      inputs: [itemOfLayer[input]], layer: input)
    items.append(flatten)
    itemOfLayer[input] = items.count - 1
  }

  /// Makes what each output puts out a vector, where it is a map of one pixel.
  mutating func flattenOutputs() {
    for output in network.outputs
    where !isFlat[output.layer] && network.layers[output.layer].output.pixels == 1 {
      addFlattening(behind: output.layer)
    }
  }

  private func kind(of layer: Layer, isFlat: Bool) -> ModuleItem.Kind {
    switch layer.operation {
    case .add: .add
    case .multiply: .multiply
    case .concatenate: .concatenate
    default: .module(calls.module(layer, isFlat: isFlat))
    }
  }

  private func item(
    _ kind: ModuleItem.Kind, _ first: Int, reading inputs: some Sequence<Int>, last: Int
  ) -> ModuleItem {
    let role = network.layers[first].role
    return ModuleItem(
      kind: kind,
      name: role?.pythonName ?? PythonNames.variable(String(network.name(of: first))),
      inputs: inputs.map { itemOfLayer[$0] }, layer: last)
  }

  private mutating func append(_ item: ModuleItem, _ layers: [Int]) {
    items.append(item)
    for layer in layers { itemOfLayer[layer] = items.count - 1 }
  }
}

// MARK: - Facts of layers

extension ModuleGraph {
  private func isShared(_ index: Int) -> Bool {
    network.layers[index].weightSource != nil || sharedSources.contains(index)
  }

  /// The layer that alone reads `index`, which is no output of the network.
  private func onlyReader(of index: Int) -> Int? {
    guard consumers[index].count == 1, !outputLayers.contains(index) else { return nil }
    return consumers[index][0]
  }

  /// Whether two layers are of one stage and one block.
  private func isTogether(_ first: Int, _ second: Int) -> Bool {
    network.layers[first].stage == network.layers[second].stage
      && network.layers[first].block == network.layers[second].block
  }

  private func tensors(of index: Int) -> [(suffix: String, parameter: ParameterID)] {
    network.parameters(of: index).map { (TorchCalls.suffix(of: $0, network), $0.id) }
  }

  private func constants(_ settings: BatchNormalization, _ index: Int) -> [TorchConstant] {
    guard settings.hasScale != settings.hasOffset else { return [] }
    return [
      TorchConstant(
        name: settings.hasScale ? "bias" : "weight", value: settings.hasScale ? 0 : 1,
        count: network.layers[index].output.channels)
    ]
  }

  /// For each layer, whether it and everything behind it works on vectors: it is behind a flattening,
  /// or on a map of one pixel and only linear, normalising or element-wise.
  private static func flatLayers(_ network: Network, _ consumers: [[Int]]) -> [Bool] {
    var canBe = [Bool](repeating: true, count: network.layers.count)
    for index in network.layers.indices.reversed() {
      canBe[index] = consumers[index].allSatisfy {
        canBe[$0] && network.layers[$0].operation.takesVectors
      }
    }
    var isFlat = [Bool](repeating: false, count: network.layers.count)
    for index in network.layers.indices where canBe[index] {
      let layer = network.layers[index]
      let isBehind = network.inputs(of: index).contains { isFlat[$0] }
      switch layer.operation {
      case .flatten: isFlat[index] = true
      case .fullyConnected: isFlat[index] = isBehind || layer.input.pixels == 1
      default: isFlat[index] = isBehind && layer.operation.takesVectors
      }
    }
    return isFlat
  }
}

extension Operation {
  fileprivate var isSlice: Bool {
    if case .slice = self { true } else { false }
  }

  fileprivate var isFlatten: Bool {
    if case .flatten = self { true } else { false }
  }

  /// Whether PyTorch's module for it takes `[N, C]` as well.
  fileprivate var takesVectors: Bool {
    switch self {
    case .fullyConnected, .activation, .dropout: true
    // The classes of half a normalisation are of maps.
    case .batchNormalization(let settings): settings.hasScale == settings.hasOffset
    default: false
    }
  }
}
