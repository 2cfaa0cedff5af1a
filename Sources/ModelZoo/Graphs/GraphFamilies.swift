import Networks

/// DenseNet (arXiv:1608.06993) by depth and growth, or by the layers of its blocks and growth.
struct DenseNetFamily: ModelFamily {
  var names: [String] {
    DenseNet.layouts.map { "densenet-\($0.depth)" } + ["densenet-264-k48"]
  }

  func model(named name: String) throws -> ZooModel? {
    guard let parsed = ModelName(name, after: "densenet"), parsed.variant == nil else {
      return nil
    }
    var growth: Int?
    var numbers: [Int] = []
    for (index, part) in parsed.parts.enumerated() {
      if part.hasPrefix("k") {
        guard growth == nil, let value = Int(part.dropFirst()), (1...4096).contains(value) else {
          throw parsed.invalid("'\(part)'", expected: "one growth such as 'k32', up to k4096")
        }
        growth = value
      } else {
        numbers.append(try parsed.integer(index, in: 1...10_000, "a depth or block"))
      }
    }
    guard let network = Self.network(numbers, growth: growth) else {
      throw parsed.invalid(
        numbers.isEmpty ? "no depth" : "'\(numbers.map(String.init).joined(separator: "-"))'",
        expected: "a depth of "
          + DenseNet.layouts.map { "\($0.depth)" }.joined(separator: ", ")
          + ", or the layers of two or more blocks, such as 6-12-24-16")
    }
    return ZooModel(
      name: name, family: "DenseNet", resolution: 224, build: { try network.network($0) })
  }

  private static func network(_ numbers: [Int], growth: Int?) -> DenseNet? {
    if numbers.count >= 2 { return DenseNet(blocks: numbers, growth: growth ?? 32) }
    guard let layout = DenseNet.layouts.first(where: { [$0.depth] == numbers }) else { return nil }
    return DenseNet(blocks: layout.blocks, growth: growth ?? layout.growth)
  }
}

/// VGG (arXiv:1409.1556): `vgg-16`, `vgg-16-bn`.
struct VGGFamily: ModelFamily {
  var names: [String] {
    VGG.layouts.map { "vgg-\($0.depth)" } + VGG.layouts.map { "vgg-\($0.depth)-bn" }
  }

  func model(named name: String) throws -> ZooModel? {
    let isNormalized = name.hasSuffix("-bn")
    let plain = isNormalized ? String(name.dropLast(3)) : name
    guard let layout = VGG.layouts.first(where: { "vgg-\($0.depth)" == plain }) else { return nil }
    let network = VGG(convolutions: layout.convolutions, isNormalized: isNormalized)
    return ZooModel(
      name: name, family: "VGG", resolution: 224, build: { try network.network($0) })
  }
}

/// ShuffleNetV2 (arXiv:1807.11164) in its four published widths.
struct ShuffleNetV2Family: ModelFamily {
  var names: [String] { ShuffleNetV2.widths.map { "shufflenet-v2-\($0.name)" } }

  func model(named name: String) throws -> ZooModel? {
    guard let parsed = ModelName(name, after: "shufflenet-v2"), parsed.variant == nil,
      parsed.parts.count <= 1
    else { return nil }
    let width = try parsed.width(0)
    guard let row = ShuffleNetV2.widths.first(where: { Double($0.name) == width }) else {
      throw parsed.invalid(
        "width \(width)",
        expected: "0.5, 1.0, 1.5 or 2.0: the paper gives each width a table of its own")
    }
    let network = ShuffleNetV2(channels: row.channels)
    return ZooModel(
      name: name, family: "ShuffleNetV2", resolution: 224, build: { try network.network($0) })
  }
}

/// GhostNet (arXiv:1911.11907) at any width.
struct GhostNetFamily: ModelFamily {
  let names = ["ghostnet-0.5", "ghostnet-1.0", "ghostnet-1.3"]

  func model(named name: String) throws -> ZooModel? {
    guard let parsed = ModelName(name, after: "ghostnet"), parsed.variant == nil,
      parsed.parts.count <= 1
    else { return nil }
    let network = GhostNet(width: try parsed.width(0))
    return ZooModel(
      name: name, family: "GhostNet", resolution: 224, build: { try network.network($0) })
  }
}

/// ConvNeXt (arXiv:2201.03545): `convnext-t` to `convnext-l`.
struct ConvNeXtFamily: ModelFamily {
  var names: [String] { ConvNeXt.sizes.map { "convnext-\($0.name)" } }

  func model(named name: String) throws -> ZooModel? {
    guard let size = ConvNeXt.sizes.first(where: { "convnext-\($0.name)" == name }) else {
      return nil
    }
    return ZooModel(
      name: name, family: "ConvNeXt", resolution: 224, build: { try size.network.network($0) })
  }
}

/// Dual Path Networks (arXiv:1707.01629).
struct DualPathNetworkFamily: ModelFamily {
  var names: [String] { DualPathNetwork.sizes.map { "dpn-\($0.depth)" } }

  func model(named name: String) throws -> ZooModel? {
    guard let size = DualPathNetwork.sizes.first(where: { "dpn-\($0.depth)" == name }) else {
      return nil
    }
    return ZooModel(
      name: name, family: "DPN", resolution: 224, build: { try size.network.network($0) })
  }
}

/// Networks that come in one or two forms, each with a builder of its own.
struct SingleModelFamily: ModelFamily {
  private struct Entry {
    let name: String
    let family: String
    let resolution: Int
    var classes = 1000
    let build: @Sendable (NetworkRequest) throws -> Network
  }

  /// TF-slim and Keras normalise the Inception networks without scales.
  private static let withoutScale = BatchNormalization(
    epsilon: 1e-3, momentum: 0.9997, hasScale: false)

  private static let entries: [Entry] = [
    Entry(name: "alexnet", family: "AlexNet", resolution: 224) { try AlexNet.network($0) },
    Entry(name: "squeezenet-1.0", family: "SqueezeNet", resolution: 224) {
      try SqueezeNet.network($0, version: .v1_0)
    },
    Entry(name: "squeezenet-1.1", family: "SqueezeNet", resolution: 224) {
      try SqueezeNet.network($0, version: .v1_1)
    },
    Entry(name: "googlenet", family: "GoogLeNet", resolution: 224) { try GoogLeNet.network($0) },
    Entry(name: "inception-v3", family: "Inception", resolution: 299) {
      try InceptionV3.network($0)
    },
    Entry(name: "inception-v3/keras", family: "Inception", resolution: 299) {
      try InceptionV3.network($0, normalization: withoutScale)
    },
    Entry(name: "inception-v3/tf-slim", family: "Inception", resolution: 299, classes: 1001) {
      try InceptionV3.network($0, normalization: withoutScale, convolvesLogits: true)
    },
    Entry(name: "inception-v4", family: "Inception", resolution: 299) {
      try InceptionV4.network($0)
    },
    Entry(name: "inception-v4/tf-slim", family: "Inception", resolution: 299, classes: 1001) {
      try InceptionV4.network($0, normalization: withoutScale)
    },
    Entry(
      name: "inception-v4-with-aux/tf-slim", family: "Inception", resolution: 299, classes: 1001
    ) {
      try InceptionV4.network($0, normalization: withoutScale, hasAuxiliaryHead: true)
    },
    Entry(name: "inception-resnet-v2", family: "Inception", resolution: 299) {
      try InceptionResNetV2.network($0)
    },
    Entry(name: "inception-resnet-v2/keras", family: "Inception", resolution: 299) {
      try InceptionResNetV2.network($0, normalization: withoutScale)
    },
    Entry(
      name: "inception-resnet-v2/tf-slim", family: "Inception", resolution: 299, classes: 1001
    ) {
      try InceptionResNetV2.network($0, normalization: withoutScale)
    },
    Entry(name: "mixnet-s", family: "MixNet", resolution: 224) { try MixNet.small.network($0) },
    Entry(name: "mixnet-m", family: "MixNet", resolution: 224) { try MixNet.medium.network($0) },
    Entry(name: "mixnet-l", family: "MixNet", resolution: 224) { try MixNet.large.network($0) },
    Entry(name: "xception", family: "Xception", resolution: 299) { try Xception.network($0) },
    Entry(name: "polynet", family: "PolyNet", resolution: 331) { try PolyNet.network($0) },
    Entry(name: "senet-154", family: "SENet", resolution: 224) { try SENet154.network($0) },
  ]

  var names: [String] { Self.entries.map(\.name) }

  func model(named name: String) throws -> ZooModel? {
    guard let entry = Self.entries.first(where: { $0.name == name }) else { return nil }
    return ZooModel(
      name: name, family: entry.family, resolution: entry.resolution, classes: entry.classes,
      build: entry.build)
  }
}
