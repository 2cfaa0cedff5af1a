import Networks

/// Networks that come in one or two forms, each with a builder of its own.
struct SingleModelFamily: ModelFamily {
  private struct Entry {
    let name: String
    let family: String
    let resolution: Resolution
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
    Entry(name: "inception-v3-with-aux", family: "Inception", resolution: 299) {
      try InceptionV3.network($0, hasAuxiliaryHead: true)
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
