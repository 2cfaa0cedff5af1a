import Networks
import ONNX

/// The nodes and constants of a network in ONNX's terms.
///
/// Maps are `[N, C, H, W]`, and `[N, C]` after a flattening; a layer's output has the layer's name,
/// except the network's, which is `output`.
struct ONNXGraph {
  private let network: Network
  private(set) var nodes: [NodeMessage] = []
  private(set) var initializers: [ONNXInitializer] = []
  private var written: Set<ParameterID> = []
  /// For each layer, the value that holds its output, and whether that is `[N, C]`.
  private var outputs: [(value: String, isFlat: Bool)] = []

  /// The version of the operators.
  private let operatorSet: Int
  /// What real numbers are.
  let floatType: ElementType

  init(_ network: Network, _ settings: ONNXSettings = ONNXSettings()) {
    self.network = network
    operatorSet = settings.operatorSet
    floatType = settings.isHalf ? .float16 : .float
  }

  mutating func addLayers() {
    for index in network.layers.indices {
      // Nothing that is written reads an auxiliary layer.
      outputs.append(network.isAuxiliary(index) ? ("", false) : addLayer(index))
    }
    let (value, isFlat) = outputs[network.output]
    let flattens = !isFlat && network.outputShape.pixels == 1
    add(flattens ? "Flatten" : "Identity", [value], "output")
  }

  private mutating func addLayer(_ index: Int) -> (value: String, isFlat: Bool) {
    let layer = network.layers[index]
    let name = valueName(index)
    let inputs = network.inputs(of: index).map { outputs[$0] }
    guard let (input, isFlat) = inputs.first else { return ("input", false) }
    switch layer.operation {
    case .input:
      return ("input", false)
    case .dropout, .stochasticDepth:
      return (input, isFlat)
    case .convolution(let convolution):
      add(convolution, to: input, name, index)
    case .fullyConnected(let connected):
      add(connected, to: input, name, index, isFlat: isFlat)
    case .batchNormalization(let normalization):
      add(normalization, to: input, name, index)
    case .layerNormalization(let epsilon):
      addLayerNormalization(epsilon, to: input, name, index, isFlat: isFlat)
    case .tokenEmbedding, .attention:
      preconditionFailure("a file refuses these operators before it has a graph")
    case .channelScale:
      add("Mul", [input] + parameters(of: index, onMap: !isFlat), name)
    case .activation(let activation):
      add(activation, to: input, name)
    case .pooling(let pooling):
      add(pooling, to: input, name, layer)
    case .adaptiveAveragePooling: addAdaptivePooling(to: input, name, layer)
    case .globalAveragePooling: add("GlobalAveragePool", [input], name)
    case .add:
      add(inputs.count == 2 ? "Add" : "Sum", inputs.map(\.value), name)
    case .multiply:
      add("Mul", inputs.map(\.value), name)
    case .concatenate:
      add("Concat", inputs.map(\.value), name, [.integer("axis", 1)])
    case .scale(let factor):
      add("Mul", [input, constant("\(name)#factor", floats: [Float(factor)], shape: [])], name)
    case .slice(let start, let count):
      let range = [("starts", start), ("ends", start + count), ("axes", 1)]
        .map { constant("\(name)#\($0.0)", integers: [$0.1]) }
      add("Slice", [input] + range, name)
    case .channelShuffle(let groups):
      addChannelShuffle(groups, to: input, name, layer.input)
    case .pad(let top, let left, let bottom, let right):
      let amounts = constant(
        "\(name)#pads", integers: [0, 0, top, left, 0, 0, bottom, right])
      add("Pad", [input, amounts], name)
    case .flatten:
      guard !isFlat else { return (input, true) }
      return (addFlattening(of: input, name, layer.input), true)
    }
    return (name, isFlat)
  }

  /// What holds a layer's output; parts of one layer are told apart by a `#`.
  private func valueName(_ index: Int) -> String {
    let name = network.name(of: index)
    return name == "input" || name == "output" ? "\(name)#layer" : name
  }
}

// MARK: - Operators with parameters

extension ONNXGraph {
  private mutating func add(
    _ convolution: Convolution, to input: String, _ name: String, _ index: Int,
    onMap: Bool = false
  ) {
    let edges = convolution.padding.edges(
      input: network.layers[index].input, kernel: convolution.kernelSize,
      stride: convolution.stride, dilation: convolution.dilation)
    add(
      "Conv", [input] + parameters(of: index, onMap: onMap), name,
      [
        .integers("kernel_shape", convolution.kernelSize),
        .integers("strides", convolution.stride),
        .integers("dilations", convolution.dilation),
        .integers("pads", [edges.top, edges.left, edges.bottom, edges.right]),
        .integer("group", convolution.groups),
      ])
  }

  /// A matrix product after a flattening, a 1×1 convolution on a map.
  private mutating func add(
    _ connected: FullyConnected, to input: String, _ name: String, _ index: Int, isFlat: Bool
  ) {
    guard isFlat else {
      let convolution = Convolution(
        outputChannels: connected.outputs, kernelSize: 1, padding: .valid,
        hasBias: connected.hasBias)
      return add(convolution, to: input, name, index, onMap: true)
    }
    add("Gemm", [input] + parameters(of: index), name, [.integer("transB", 1)])
  }

  /// ONNX always has a scale and an offset: ones and zeros where the network has none.
  private mutating func add(
    _ normalization: BatchNormalization, to input: String, _ name: String, _ index: Int
  ) {
    let channels = network.layers[index].output.channels
    var inputs = [input]
    for role in [Parameter.Role.scale, .offset, .runningMean, .runningVariance] {
      if let parameter = network.parameter(role, usedBy: index) {
        inputs.append(value(of: parameter))
      } else {
        let isScale = role == .scale
        inputs.append(
          constant(
            "\(name)#\(isScale ? "ones" : "zeros")",
            floats: [Float](repeating: isScale ? 1 : 0, count: channels), shape: [channels]))
      }
    }
    add("BatchNormalization", inputs, name, [.float("epsilon", normalization.epsilon)])
  }

  /// ONNX normalises over the last axes, so channels go there and back.
  private mutating func addLayerNormalization(
    _ epsilon: Double, to input: String, _ name: String, _ index: Int, isFlat: Bool
  ) {
    guard !isFlat else { return addLayerNormalization(epsilon, to: input, name, index) }
    add("Transpose", [input], "\(name)#before", [.integers("perm", [0, 2, 3, 1])])
    addLayerNormalization(epsilon, to: "\(name)#before", "\(name)#normalized", index)
    add("Transpose", ["\(name)#normalized"], name, [.integers("perm", [0, 3, 1, 2])])
  }

  private mutating func addLayerNormalization(
    _ epsilon: Double, to input: String, _ name: String, _ index: Int
  ) {
    let parameters = parameters(of: index)
    guard operatorSet < 17 else {
      return add(
        "LayerNormalization", [input] + parameters, name,
        [.integer("axis", -1), .float("epsilon", epsilon)])
    }
    let last: [AttributeMessage] = [.integers("axes", [-1])]
    add("ReduceMean", [input], "\(name)#mean", last)
    add("Sub", [input, "\(name)#mean"], "\(name)#centred")
    add("Mul", ["\(name)#centred", "\(name)#centred"], "\(name)#squares")
    add("ReduceMean", ["\(name)#squares"], "\(name)#variance", last)
    let epsilon = constant("\(name)#epsilon", floats: [Float(epsilon)], shape: [])
    add("Add", ["\(name)#variance", epsilon], "\(name)#positive")
    add("Sqrt", ["\(name)#positive"], "\(name)#deviation")
    add("Div", ["\(name)#centred", "\(name)#deviation"], "\(name)#standard")
    add("Mul", ["\(name)#standard", parameters[0]], "\(name)#scaled")
    add("Add", ["\(name)#scaled", parameters[1]], name)
  }

  /// The values that hold the parameters a layer computes with, in their order.
  ///
  /// - Parameters:
  ///   - index: The layer's index.
  ///   - onMap: Whether factors and matrices get two axes of one pixel, to be used on a map.
  /// - Returns: The names of the values.
  private mutating func parameters(of index: Int, onMap: Bool = false) -> [String] {
    network.parameters(of: network.owner(of: index)).map { value(of: $0, onMap: onMap) }
  }

  /// The value that holds a parameter; weights used twice are written once.
  private mutating func value(of parameter: Parameter, onMap: Bool = false) -> String {
    let name = network.name(of: parameter.id)
    guard written.insert(parameter.id).inserted else { return name }
    let layout = WeightLayout(parameter.shape)
    initializers.append(
      ONNXInitializer(
        name: name, shape: layout.theirs + (onMap && parameter.role != .bias ? [1, 1] : []),
        elements: .parameter(parameter.id, layout), floatType: floatType))
    return name
  }
}

// MARK: - Operators without parameters

extension ONNXGraph {
  private mutating func add(_ activation: Activation, to input: String, _ name: String) {
    switch activation {
    case .relu: add("Relu", [input], name)
    case .relu6:
      let bounds = [("least", Float(0)), ("most", 6)]
        .map { constant("\(name)#\($0.0)", floats: [$0.1], shape: []) }
      add("Clip", [input] + bounds, name)
    case .silu:
      add("Sigmoid", [input], "\(name)#gate")
      add("Mul", [input, "\(name)#gate"], name)
    case .sigmoid: add("Sigmoid", [input], name)
    case .hardSigmoid:
      add("HardSigmoid", [input], name, [.float("alpha", 1.0 / 6), .float("beta", 0.5)])
    case .hardSwish:
      guard operatorSet < 14 else { return add("HardSwish", [input], name) }
      add(.hardSigmoid, to: input, "\(name)#gate")
      add("Mul", [input, "\(name)#gate"], name)
    case .tanh: add("Tanh", [input], name)
    case .gelu:
      guard operatorSet < 20 else { return add("Gelu", [input], name) }
      addGelu(to: input, name)
    }
  }

  /// x · (1 + erf(x / √2)) · ½.
  private mutating func addGelu(to input: String, _ name: String) {
    let numbers = [("root", Float(2).squareRoot()), ("one", 1), ("half", 0.5)]
      .map { constant("\(name)#\($0.0)", floats: [$0.1], shape: []) }
    add("Div", [input, numbers[0]], "\(name)#argument")
    add("Erf", ["\(name)#argument"], "\(name)#error")
    add("Add", ["\(name)#error", numbers[1]], "\(name)#sum")
    add("Mul", [input, "\(name)#sum"], "\(name)#product")
    add("Mul", ["\(name)#product", numbers[2]], name)
  }

  private mutating func add(
    _ pooling: Pooling, to input: String, _ name: String, _ layer: Layer
  ) {
    let edges = pooling.padding.edges(
      input: layer.input, kernel: pooling.kernelSize, stride: pooling.stride)
    var pads = [edges.top, edges.left, edges.bottom, edges.right]
    // A partial last window is one that reaches into padding, which no kind counts.
    let overhangs = [
      overhang(
        layer.input.height + pads[0] + pads[2], layer.output.height, pooling.kernelSize.height,
        pooling.stride.height),
      overhang(
        layer.input.width + pads[1] + pads[3], layer.output.width, pooling.kernelSize.width,
        pooling.stride.width),
    ]
    var settings: [AttributeMessage] = [
      .integers("kernel_shape", pooling.kernelSize), .integers("strides", pooling.stride),
    ]
    var input = input
    if pooling.kind == .averageIncludingPadding {
      if overhangs == [0, 0] {
        settings.append(.integer("count_include_pad", 1))
      } else {
        // Padding that counts beside padding that does not: versions differ in how they divide.
        let amounts = constant(
          "\(name)#pads", integers: [0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]])
        add("Pad", [input, amounts], "\(name)#padded")
        (input, pads) = ("\(name)#padded", [0, 0, 0, 0])
      }
    }
    pads[2] += overhangs[0]
    pads[3] += overhangs[1]
    settings.append(.integers("pads", pads))
    add(pooling.kind == .maximum ? "MaxPool" : "AveragePool", [input], name, settings)
  }

  /// Means over windows that no operator has, as two products: rows with a matrix of shares from the
  /// left, columns from the right.
  private mutating func addAdaptivePooling(to input: String, _ name: String, _ layer: Layer) {
    let (from, to) = (layer.input, layer.output)
    let rows = AdaptivePooling.shares(to.height, of: from.height)
    let columns = AdaptivePooling.shares(to.width, of: from.width)
    let left = constant(
      "\(name)#rows", floats: rows.flatMap { $0 }, shape: [to.height, from.height])
    let right = constant(
      "\(name)#columns", floats: (0..<from.width).flatMap { x in columns.map { $0[x] } },
      shape: [from.width, to.width])
    add("MatMul", [left, input], "\(name)#lines")
    add("MatMul", ["\(name)#lines", right], name)
  }

  /// Pixels by which the last window reaches over the padded input.
  private func overhang(_ padded: Int, _ output: Int, _ kernel: Int, _ stride: Int) -> Int {
    max(0, (output - 1) * stride + kernel - padded)
  }

  private mutating func addChannelShuffle(
    _ groups: Int, to input: String, _ name: String, _ shape: TensorShape
  ) {
    let apart = constant(
      "\(name)#apart",
      integers: [0, groups, shape.channels / groups, shape.height, shape.width])
    let together = constant(
      "\(name)#together", integers: [0, shape.channels, shape.height, shape.width])
    add("Reshape", [input, apart], "\(name)#groups")
    add("Transpose", ["\(name)#groups"], "\(name)#shuffled", [.integers("perm", [0, 2, 1, 3, 4])])
    add("Reshape", ["\(name)#shuffled", together], name)
  }

  /// Flattens in our order, channels innermost, so that the weights after it fit.
  private mutating func addFlattening(
    of input: String, _ name: String, _ shape: TensorShape
  ) -> String {
    var last = input
    if shape.pixels > 1 {
      last = "\(name)#transposed"
      add("Transpose", [input], last, [.integers("perm", [0, 2, 3, 1])])
    }
    add("Flatten", [last], name)
    return name
  }
}

// MARK: - Parts

extension ONNXGraph {
  private mutating func add(
    _ operation: String, _ inputs: [String], _ output: String, _ settings: [AttributeMessage] = []
  ) {
    nodes.append(
      NodeMessage(
        name: "\(output)/\(operation)", operatorName: operation, inputs: inputs,
        outputs: [output], attributes: settings))
  }

  private mutating func constant(_ name: String, floats: [Float], shape: [Int]) -> String {
    initializers.append(
      ONNXInitializer(
        name: name, shape: shape, elements: .floats(floats), floatType: floatType))
    return name
  }

  private mutating func constant(_ name: String, integers: [Int]) -> String {
    initializers.append(
      ONNXInitializer(
        name: name, shape: [integers.count], elements: .integers(integers), floatType: floatType))
    return name
  }
}

extension AttributeMessage {
  fileprivate static func integers(_ name: String, _ extent: Extent) -> AttributeMessage {
    .integers(name, [extent.height, extent.width])
  }
}
