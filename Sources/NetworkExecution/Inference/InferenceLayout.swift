import Networks

/// Where an inference plan finds a network's weights in one block, in the form that it computes
/// with: packed, padded or copied, a normalisation's scale among them, its shift beside them.
///
/// Depends on the network alone.
struct InferenceLayout {
  /// What a convolution's weights are multiplied by, output channel by output channel.
  enum Scaling: Equatable {
    case none
    /// The scale of one of ``folds``.
    case fold(Int)
    case channels(ParameterTensor)
    case constant(Float)
  }

  /// One tensor of parameters, and the forms in which it is wanted.
  struct Weights {
    /// A form, and where it stands.
    struct Entry {
      let form: WeightForm
      let scaling: Scaling
      let offset: Int
    }
    let tensor: ParameterTensor
    fileprivate(set) var entries: [Entry] = []
  }

  /// A batch normalisation as scale and shift, `[channels]` each.
  struct Fold {
    let epsilon: Double
    let mean: ParameterTensor
    let variance: ParameterTensor
    let scale: ParameterTensor?
    let offset: ParameterTensor?
    let scaleOffset: Int
    let shiftOffset: Int
  }

  /// What a convolution computes with.
  struct BoundConvolution {
    let weights: Int
    /// What is added to its results, `[channels]`; `nil` for zeros.
    let shift: Int?
  }

  private(set) var weights: [Weights] = []
  /// One per normalisation of the graph.
  private(set) var folds: [Fold] = []
  /// Floats of the block.
  private(set) var floats = 0
  private let parameters: ParameterLayout
  private var indices: [ParameterTensor: Int] = [:]
  /// By node.
  private var convolutions: [Int: BoundConvolution] = [:]

  init(_ graph: PlanGraph, _ parameters: ParameterLayout) {
    self.parameters = parameters
    for normalization in graph.normalizations { fold(normalization) }
    for (index, node) in graph.nodes.enumerated() {
      if let convolution = node.producer as? any ConvolutionOperator {
        add(convolution.layer, node.affine, index)
        continue
      }
      if let owner = node.producer.parameters {
        add(.scale, of: owner)
        add(.offset, of: owner)
      }
      switch node.affine {
      case .none, .constant, .normalization: break
      case .bias(let owner): add(.bias, of: owner)
      case .channelScale(let owner): add(.scale, of: owner)
      }
    }
  }

  private mutating func add(_ layer: ConvolutionLayer, _ affine: Affine, _ node: Int) {
    var (scaling, shift) = (Scaling.none, Int?.none)
    switch affine {
    case .none: break
    case .normalization(let index):
      (scaling, shift) = (.fold(index), folds[index].shiftOffset)
    case .bias(let owner): shift = add(.bias, of: owner)
    case .channelScale(let owner):
      if let tensor = parameters.tensor(.scale, of: owner) { scaling = .channels(tensor) }
    case .constant(let factor): scaling = .constant(Float(factor))
    }
    guard let tensor = parameters.tensor(.weight, of: layer.parameters) else {
      preconditionFailure("a convolution has weights")
    }
    let offset = add(tensor, WeightForm(of: layer), scaling)
    convolutions[node] = BoundConvolution(weights: offset, shift: shift)
  }

  @discardableResult
  private mutating func add(_ role: Parameter.Role, of layer: Int) -> Int? {
    parameters.tensor(role, of: layer).map { add($0, .plain, .none) }
  }

  private mutating func add(
    _ tensor: ParameterTensor, _ form: WeightForm, _ scaling: Scaling
  ) -> Int {
    if indices[tensor] == nil {
      indices[tensor] = weights.count
      weights.append(Weights(tensor: tensor))
    }
    let index = indices[tensor] ?? 0
    let known = weights[index].entries.first { $0.form.isSame(as: form) && $0.scaling == scaling }
    if let known { return known.offset }
    let offset = allocate(form.floats(of: tensor))
    weights[index].entries.append(Weights.Entry(form: form, scaling: scaling, offset: offset))
    return offset
  }

  private mutating func fold(_ normalization: NormalizationLayer) {
    func tensor(_ role: Parameter.Role) -> ParameterTensor? {
      parameters.tensor(role, of: normalization.parameters)
    }
    guard let mean = tensor(.runningMean), let variance = tensor(.runningVariance) else {
      preconditionFailure("a batch normalisation has running statistics")
    }
    folds.append(
      Fold(
        epsilon: normalization.settings.epsilon, mean: mean, variance: variance,
        scale: tensor(.scale), offset: tensor(.offset), scaleOffset: allocate(mean.count),
        shiftOffset: allocate(mean.count)))
  }

  private mutating func allocate(_ count: Int) -> Int {
    defer { floats += BufferPlacement.rounded(count) }
    return floats
  }

  /// Where a parameter stands as it is; `nil` where the layer has none of that role.
  func offset(of role: Parameter.Role, of layer: Int) -> Int? {
    parameters.tensor(role, of: layer).flatMap { indices[$0] }.flatMap { index in
      weights[index].entries.first { $0.form.isSame(as: .plain) && $0.scaling == .none }?.offset
    }
  }

  /// What the convolution that writes a node computes with.
  func convolution(ofNode index: Int) -> BoundConvolution {
    guard let bound = convolutions[index] else {
      preconditionFailure("every convolution's weights are in the layout")
    }
    return bound
  }
}

/// How weights stand in an inference plan's memory.
enum WeightForm {
  case plain
  /// For products.
  case packed(WeightPacking)
  /// A depthwise convolution's: rows of so many channels, each padded with zeros.
  case padded(channels: Int)
  /// Sixteen matrices, `[inputs, outputs]`, each packed.
  case winograd(inputs: Int, outputs: Int)

  init(of layer: ConvolutionLayer) {
    self =
      if layer.isDepthwise {
        .padded(channels: layer.output.channels)
      } else if layer.suitsWinograd {
        .winograd(inputs: layer.input.channels, outputs: layer.output.channels)
      } else {
        .packed(WeightPacking(layer: layer, direction: .forward))
      }
  }

  func isSame(as other: WeightForm) -> Bool {
    switch (self, other) {
    case (.plain, .plain): true
    case (.packed(let packing), .packed(let other)): packing.isSame(as: other)
    case (.padded(let channels), .padded(let other)): channels == other
    case (.winograd(let inputs, let outputs), .winograd(let otherInputs, let otherOutputs)):
      inputs == otherInputs && outputs == otherOutputs
    default: false
    }
  }

  func floats(of tensor: ParameterTensor) -> Int {
    switch self {
    case .plain: tensor.count
    case .packed(let packing): packing.floats
    case .padded(let channels): tensor.count / channels * Self.rowFloats(channels: channels)
    case .winograd(let inputs, let outputs):
      WinogradFilters.products * WeightPacking.floats(rows: inputs, columns: outputs)
    }
  }

  /// From row to row of padded weights.
  static func rowFloats(channels: Int) -> Int {
    Kernels.blocks(ofColumns: channels) * Kernels.columns
  }
}
