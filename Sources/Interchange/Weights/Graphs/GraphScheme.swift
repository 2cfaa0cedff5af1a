import Networks

/// How a PyTorch library names the modules of a network of the zoo that is a graph of layers here.
///
/// The zoo builds these graphs as the library does, with its padding and its epsilon, and in the
/// order of its modules but for a few; so a scheme is the list of the modules, stage by stage.
struct GraphScheme {
  private let modules: [Int: LibraryModule]
  /// What stands before the names of heads that only training uses and this network leaves out.
  let unusedHeads: [String]

  /// The names of `network`'s modules; `nil` where the library has no such network.
  init?(_ naming: WeightNaming, _ network: Network) {
    guard let entry = Self.entries.first(where: { $0.covers(network.name) }),
      let names = entry.names[naming]
    else { return nil }
    let stages = GraphStage.stages(of: network)
    let modules = names(stages)
    let owners = stages.flatMap { $0.owners.map(\.index) }
    guard modules.count == owners.count else { return nil }
    self.modules = Dictionary(uniqueKeysWithValues: zip(owners, modules))
    unusedHeads = network.auxiliaryLayers.isEmpty ? entry.heads : []
  }

  /// The module that holds the parameters of layer `index`.
  func module(of index: Int) -> LibraryModule? { modules[index] }

  /// The modules of all layers with parameters, in the order of the layers.
  typealias Names = @Sendable ([GraphStage]) -> [LibraryModule]

  private struct Entry: Sendable {
    /// How the names of the networks begin.
    let prefix: String
    var heads: [String] = []
    let names: [WeightNaming: Names]

    /// `inception-v3` and `inception-v3@320`, and not `inception-v3/keras`.
    func covers(_ name: String) -> Bool {
      name.hasPrefix(prefix) && !name.contains("/")
    }
  }

  private static let entries = [
    Entry(prefix: "densenet-", names: [.torchvision: denseNet, .timm: denseNet]),
    Entry(
      prefix: "vgg-",
      names: [
        .torchvision: { sequential($0) },
        .timm: {
          sequential(
            $0,
            head: [
              LibraryModule(name: "pre_logits.fc1", form: .convolution),
              LibraryModule(name: "pre_logits.fc2", form: .convolution),
              LibraryModule(name: "head.fc"),
            ])
        },
      ]),
    Entry(prefix: "alexnet", names: [.torchvision: { sequential($0) }]),
    Entry(prefix: "squeezenet-", names: [.torchvision: { sequential($0) }]),
    Entry(prefix: "googlenet", heads: ["aux1.", "aux2."], names: [.torchvision: googLeNet]),
    Entry(
      prefix: "inception-v3", heads: ["AuxLogits."],
      names: [.torchvision: inceptionV3, .timm: inceptionV3]),
    Entry(prefix: "inception-v4", names: [.timm: inceptionV4]),
    Entry(prefix: "inception-resnet-v2", names: [.timm: inceptionResNetV2]),
    Entry(prefix: "shufflenet-v2-", names: [.torchvision: shuffleNetV2]),
    Entry(prefix: "ghostnet-", names: [.timm: ghostNet]),
    Entry(prefix: "convnext-", names: [.torchvision: torchvisionConvNeXt, .timm: timmConvNeXt]),
    Entry(prefix: "dpn-", names: [.timm: dualPath]),
    Entry(prefix: "xception", names: [.timm: xception]),
    Entry(prefix: "senet-154", names: [.timm: senet154]),
    Entry(prefix: "pnasnet-5-large", names: [.timm: pnasNet]),
  ]
}

/// A stage of a graph: its layers, and which of them own parameters.
struct GraphStage {
  struct Owner {
    let index: Int
    let operation: Operation
    let role: LayerRole?
    /// Input channels.
    let channels: Int

    /// Whether it is a convolution with one group per channel.
    var isDepthwise: Bool {
      if case .convolution(let convolution) = operation {
        convolution.groups == channels && channels > 1
      } else {
        false
      }
    }

    var isNormalization: Bool { operation.isNormalization }
  }

  let name: String
  let operations: [Operation]
  let owners: [Owner]

  /// The number that the name ends in, from 1; 0 where it ends in none.
  var number: Int {
    Int(name.reversed().prefix { $0.isNumber }.reversed().map(String.init).joined()) ?? 0
  }

  /// The stages of a network, in order; the input is none of their layers.
  static func stages(of network: Network) -> [GraphStage] {
    network.stages.indices.map { stage in
      let layers = network.layers.indices.filter { network.layers[$0].stage == stage }
      return GraphStage(
        name: network.stages[stage],
        operations: layers.map { network.layers[$0].operation }.filter { $0 != .input },
        owners: layers.filter { !network.parameters(of: $0).isEmpty }.map {
          Owner(
            index: $0, operation: network.layers[$0].operation, role: network.layers[$0].role,
            channels: network.layers[$0].input.channels)
        })
    }
  }
}

extension [String] {
  /// These modules.
  var modules: [LibraryModule] { map { LibraryModule(name: $0) } }

  /// For each of these modules its convolution and its normalisation.
  func pairs(_ convolution: String = "conv", _ normalization: String = "bn") -> [LibraryModule] {
    flatMap { ["\($0).\(convolution)", "\($0).\(normalization)"] }.modules
  }
}
