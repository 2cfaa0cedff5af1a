import Networks

extension Convention {
  /// Every preset; the first is the default.
  public static let presets: [Convention] = [
    .paper, .pycls, .fvcore, .ptflops, .ptflopsAten, .thop, .torchinfo, .calflops, .torch,
    .exhaustive,
  ]

  /// The preset of that name.
  ///
  /// - Throws: ``CostError`` that lists the names there are.
  public static func named(_ name: String) throws(CostError) -> Convention {
    guard let convention = presets.first(where: { $0.name == name }) else {
      let names = presets.map(\.name)
      let nearest = NameSuggestion.nearest(to: name, among: names)
      throw CostError(
        .invalidParameter,
        "no convention is called '\(name)'\(nearest.map { "; did you mean '\($0)'?" } ?? "") "
          + "(known: \(names.joined(separator: ", ")))")
    }
    return convention
  }

  private static let multiplyAdd = CountingRule(perMultiplyAdd: 1)
  private static let multiplyAddAndBias = CountingRule(perMultiplyAdd: 1, perBiasedOutput: 1)
  private static let twoPerOutput = CountingRule(perOutput: 2)

  /// SENet-154's PyTorch implementations squeeze with a mean, which no counter knows as a pooling.
  private static let squeezeAsMean = ConventionException(
    network: "senet-154", kind: .globalAveragePooling, sparesLast: true,
    reason: "the squeeze is written as a mean over height and width, which the tool skips")

  /// The paper's "FLOPS" (arXiv:1905.11946): multiply-adds of convolutions and fully-connected
  /// layers, nothing else.
  public static let paper = Convention(
    name: "paper",
    summary: "multiply-adds of convolutions and fully-connected layers, as EfficientNet's tables",
    rules: [.convolution: multiplyAdd, .fullyConnected: multiplyAdd])

  /// pycls's complexity (`pycls/models/blocks.py` at 5719de6).
  ///
  /// Its activations include the outputs of maximum poolings.
  public static let pycls = Convention(
    name: "pycls",
    summary: "pycls 5719de6: multiply-adds, and one per output of a layer with a bias",
    rules: [.convolution: multiplyAddAndBias, .fullyConnected: multiplyAddAndBias],
    activationKinds: [.convolution, .fullyConnected, .maximumPooling])

  /// fvcore's FlopCountAnalysis on a network in inference mode.
  ///
  /// It skips activations, sums, products and windowed poolings, and names them as skipped.
  public static let fvcore = Convention(
    name: "fvcore",
    summary: "fvcore 0.1.5: multiply-adds, 2 per output of batch normalisation, 5 of layer "
      + "normalisation, 1 per input of global average pooling",
    rules: [
      .convolution: multiplyAdd, .fullyConnected: multiplyAdd,
      .batchNormalization: CountingRule(perInput: 2),
      .layerNormalization: CountingRule(perInput: 5),
      .globalAveragePooling: CountingRule(perInput: 1),
    ],
    exceptions: [squeezeAsMean])

  /// ptflops's default backend: hooks on modules, and on the functions those modules call.
  ///
  /// ReLU, GELU and poolings pass both hooks and so count twice; ReLU6 passes only the first, SiLU
  /// only the second.
  public static let ptflops = Convention(
    name: "ptflops",
    summary: "ptflops 0.7.5, default backend: multiply-adds and biases, 2 per output of "
      + "normalisation, ReLU and GELU (hooked twice), 1 per ReLU6 and SiLU, 2 per pooling input",
    rules: [
      .convolution: multiplyAddAndBias, .fullyConnected: multiplyAddAndBias,
      .batchNormalization: CountingRule(perInput: 2),
      .layerNormalization: CountingRule(perInput: 2),
      .relu: twoPerOutput, .gelu: twoPerOutput, .relu6: CountingRule(perOutput: 1),
      .silu: CountingRule(perOutput: 1),
      .maximumPooling: CountingRule(perInput: 2), .averagePooling: CountingRule(perInput: 2),
      .globalAveragePooling: CountingRule(perInput: 2),
    ],
    exceptions: [squeezeAsMean])

  /// ptflops's `aten` backend, which counts what reaches the tensor library.
  public static let ptflopsAten = Convention(
    name: "ptflops-aten",
    summary: "ptflops 0.7.5, aten backend: multiply-adds, one per output of a layer with a bias",
    rules: [.convolution: multiplyAddAndBias, .fullyConnected: multiplyAddAndBias])

  /// thop's profile of modules in inference mode.
  public static let thop = Convention(
    name: "thop",
    summary: "thop 0.1.1: multiply-adds, 4 per output of normalisation, 1 per output of average "
      + "pooling, 1 per input and output of global average pooling",
    rules: [
      .convolution: multiplyAdd, .fullyConnected: multiplyAdd,
      .batchNormalization: CountingRule(perInput: 4),
      .layerNormalization: CountingRule(perInput: 4),
      .averagePooling: CountingRule(perOutput: 1),
      .globalAveragePooling: CountingRule(perInput: 1, perOutput: 1),
    ],
    exceptions: [squeezeAsMean])

  /// torchinfo's "total mult-adds".
  ///
  /// Only convolutions count once per pixel: a fully-connected layer that runs at every pixel
  /// counts as if it ran at one.
  public static let torchinfo = Convention(
    name: "torchinfo",
    summary: "torchinfo 1.8.0: convolutions with their biases per pixel; of fully-connected and "
      + "normalisation layers the number of parameters, whatever the size of the map",
    rules: [
      .convolution: multiplyAddAndBias,
      .fullyConnected: CountingRule(perParameter: 1),
      .batchNormalization: CountingRule(perParameter: 1),
      .layerNormalization: CountingRule(perParameter: 1),
    ])

  /// The FLOPs of calflops, which follows the profiler of DeepSpeed; its MACs are ``paper``'s.
  public static let calflops = Convention(
    name: "calflops",
    summary: "calflops 0.3.2, FLOPs: 2 per multiply-add, biases of convolutions, 2 per output of "
      + "batch normalisation, 5 of layer normalisation, 1 per ReLU, SiLU, GELU and pooling input",
    unit: .operations,
    rules: [
      .convolution: CountingRule(perMultiplyAdd: 2, perBiasedOutput: 1),
      .fullyConnected: CountingRule(perMultiplyAdd: 2),
      .batchNormalization: CountingRule(perInput: 2),
      .layerNormalization: CountingRule(perInput: 5),
      .relu: CountingRule(perInput: 1), .silu: CountingRule(perInput: 1),
      .gelu: CountingRule(perInput: 1),
      .maximumPooling: CountingRule(perInput: 1), .averagePooling: CountingRule(perInput: 1),
      .globalAveragePooling: CountingRule(perInput: 1),
    ],
    exceptions: [squeezeAsMean])

  /// PyTorch's own FlopCounterMode.
  public static let torch = Convention(
    name: "torch",
    summary: "torch.utils.flop_counter 2.13: 2 per multiply-add, nothing else",
    unit: .operations,
    rules: [
      .convolution: CountingRule(perMultiplyAdd: 2),
      .fullyConnected: CountingRule(perMultiplyAdd: 2),
    ])

  /// Every operator that computes counts: the yardstick for what the others leave out.
  ///
  /// Normalisations are counted as inference runs them (one scale, one offset per element; layer
  /// normalisation also takes its mean and variance), activations and gates as one operation.
  public static let exhaustive = Convention(
    name: "exhaustive",
    summary: "every arithmetic operation: 2 per multiply-add, biases, normalisation, activations, "
      + "poolings, sums and products",
    unit: .operations,
    rules: [
      .convolution: CountingRule(perMultiplyAdd: 2, perBiasedOutput: 1),
      .fullyConnected: CountingRule(perMultiplyAdd: 2, perBiasedOutput: 1),
      .batchNormalization: twoPerOutput, .layerNormalization: CountingRule(perOutput: 7),
      .tokenEmbedding: CountingRule(perOutput: 1),
      .attention: CountingRule(perAttentionMultiplyAdd: 2),
      .channelScale: CountingRule(perOutput: 1),
      .relu: CountingRule(perOutput: 1), .relu6: CountingRule(perOutput: 1),
      .silu: CountingRule(perOutput: 1), .sigmoid: CountingRule(perOutput: 1),
      .hardSigmoid: CountingRule(perOutput: 1), .hardSwish: CountingRule(perOutput: 1),
      .tanh: CountingRule(perOutput: 1), .gelu: CountingRule(perOutput: 1),
      .maximumPooling: CountingRule(perWindowPixel: 1),
      .averagePooling: CountingRule(perWindowPixel: 1),
      .globalAveragePooling: CountingRule(perInput: 1),
      .add: CountingRule(perJoin: 1), .multiply: CountingRule(perJoin: 1),
      .scale: CountingRule(perOutput: 1),
    ])
}
