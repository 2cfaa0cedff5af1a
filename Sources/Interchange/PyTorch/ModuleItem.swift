import Networks

/// A step of a network in PyTorch's terms: a module, or what joins tensors.
struct ModuleItem {
  /// What the step does.
  enum Kind: Hashable {
    case module(ModuleCall)
    case add, multiply, concatenate
  }

  var kind: Kind
  /// What a person would call it among the other steps of its block; perhaps not unique.
  let name: String
  /// The items that it reads; −1 for the network's input.
  let inputs: [Int]
  /// The layer whose output it puts out.
  let layer: Int
  /// Where its parameters are: what stands behind the module's own path in a `state_dict`.
  var tensors: [(suffix: String, parameter: ParameterID)] = []
  /// Weights that PyTorch's class has and the network does not: a scale of ones, an offset of zeros.
  var constants: [TorchConstant] = []
  /// The item whose module is called once more.
  var shared: Int?

  var call: ModuleCall? {
    guard case .module(let call) = kind else { return nil }
    return call
  }

  var isJoin: Bool { call == nil }

  /// What a variable that holds what it puts out is called.
  var variableName: String {
    switch kind {
    case .module: name
    case .add: "total"
    case .multiply: "product"
    case .concatenate: "joined"
    }
  }
}

/// A tensor that PyTorch's class has and the network does not; training leaves it as it is.
struct TorchConstant: Hashable {
  /// Where it is: what stands behind a module's path, or all of it.
  let name: String
  let value: Float
  let count: Int

  func behind(_ path: String) -> TorchConstant {
    TorchConstant(name: "\(path).\(name)", value: value, count: count)
  }
}

extension LayerRole {
  /// The role as the name of a variable: `squeeze_reduce`.
  var pythonName: String {
    switch self {
    case .convolution: "conv"
    case .convolution1: "conv1"
    case .convolution2: "conv2"
    case .convolution3: "conv3"
    case .convolution1Activation, .convolution2Activation, .convolutionActivation, .activation,
      .addActivation:
      "activation"
    case .convolutionNormalization, .normalization, .layerNormalization: "norm"
    case .queriesKeysValues: "qkv"
    case .stochasticDepth: "drop_path"
    case .layerScale: "scale"
    case .pooling: "pool"
    case .squeezePooling, .squeezeReduce, .squeezeExpand, .squeezeGate, .squeezeActivation,
      .squeezeScale:
      "squeeze"
    default: PythonNames.variable(rawValue)
    }
  }
}
