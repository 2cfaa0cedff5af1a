import Networks

/// The networks known by name.
///
/// A name is that of a listed network, or follows its family's pattern with other numbers:
///
/// | pattern | numbers |
/// |---|---|
/// | `mobilenet-v1-0.6`, `mobilenet-v2-1.4`, `mobilenet-v3-large-0.75`, `mnasnet-0.35`, `mnasnet-a1-1.4`, `ghostnet-1.3` | width |
/// | `densenet-264-k48`, `densenet-6-12-24-16-k12` | depth as in the paper, or the layers of each block; growth (32 where not given) |
/// | `wide-resnet-50-2`, `resnext-101-32x8d`, `se-resnext-50-32x4d` | depth; width factor, or groups × width |
/// | `regnetx:wa=24.48,w0=24,wm=2.54,d=22,g=16`, `regnety:…` | slope, initial width, multiplier, depth, group width |
/// | `nasnet-a-6-4032` | normal cells per stack (N), filters before the classifier |
/// | `pnasnet-5-4-216` | cells per stack, filters of the first stack |
/// | `vit-b-16` | size, pixels along a patch |
/// | `amoebanet-a-6-190` | A, C: cells per stack (N), filters (F). D: cells in all, filters. B: as A below 9 cells, as D from 9 |
///
/// `@320` or `@224x160` (height × width) behind any name sets another resolution, `/…` chooses another implementation
/// (`resnet-50/caffe-v1`, `amoebanet-d-18-512/tpu-official`); MobileNets of `/keras`, `/timm` and
/// `/tf-slim`, whose classifiers are 1×1 convolutions, have fully-connected layers of the same cost
/// here. Letter case does not count.
///
/// The names of torchvision and timm stand for the same networks: `resnet50`, `mobilenetv2_100`,
/// `efficientnet_b0` and `tf_efficientnet_b0`, `regnet_y_400mf`.
public enum ModelZoo {
  /// The model of that name.
  ///
  /// - Throws: ``ZooError`` naming the nearest known name, or the number that the family does not
  ///   allow.
  public static func model(named name: String) throws -> ZooModel {
    let lowercased = name.lowercased()
    guard let at = lowercased.lastIndex(of: "@") else { return try family(model: lowercased) }
    let model = try family(model: removing(lowercased, from: at))
    let digits = String(lowercased[lowercased.index(after: at)...].prefix { $0 != "/" })
    guard let resolution = Resolution(digits),
      resolution.sides.allSatisfy({ $0 <= NetworkLimits.resolution })
    else {
      throw ZooError.invalidName(
        name: name, found: "resolution '\(digits)'",
        expected: "a whole number from 1 to \(NetworkLimits.resolution), or two as in 224x160")
    }
    return try model.at(resolution: resolution)
  }

  /// `amoebanet-d-12-256@299/tpu-official` without its `@299`.
  private static func removing(_ name: String, from at: String.Index) -> String {
    let rest = name[at...]
    guard let slash = rest.firstIndex(of: "/") else { return String(name[..<at]) }
    return String(name[..<at] + rest[slash...])
  }

  private static func family(model name: String) throws -> ZooModel {
    if let model = try listed(name) { return model }
    if let theirs = LibraryName.zooName(name), let model = try? listed(theirs) { return model }
    throw ZooError.unknownModel(name, nearest: nearest(to: name))
  }

  private static func listed(_ name: String) throws -> ZooModel? {
    for family in families {
      if let model = try family.model(named: name) { return model }
    }
    return nil
  }

  /// The listed name that is most like `name`, written as here or as in torchvision and timm.
  static func nearest(to name: String) -> String? {
    NameSuggestion.nearest(to: name, among: names)
      ?? NameSuggestion.nearest(to: name.replacing("_", with: "-"), among: names)
  }

  /// Every listed name, by family.
  public static var names: [String] { families.flatMap(\.names) }

  private static let families: [any ModelFamily] = [
    EfficientNetFamily(), EfficientNetLiteFamily(), EfficientNetEdgeTPUFamily(),
    EfficientNetV2Family(), MobileNetV1Family(), MobileNetV2Family(), MobileNetV3Family(),
    MnasNetFamily(), ResNetFamily(), ResNetVariantFamily(), RegNetFamily(),
    NASNetFamily(), PNASNetFamily(), AmoebaNetFamily(), DenseNetFamily(), VGGFamily(),
    ShuffleNetV2Family(), GhostNetFamily(), ConvNeXtFamily(), VisionTransformerFamily(),
    DualPathNetworkFamily(), SingleModelFamily(), MixNetFamily(),
  ]
}
