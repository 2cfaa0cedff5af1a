/// What a network of the zoo is called in torchvision 0.28 and timm 1.0: `resnet50`,
/// `mobilenetv2_100`, `tf_efficientnet_b0`.
///
/// Weights of timm's `tf_` networks pad as TensorFlow does, which changes no cost; a tag behind a dot
/// (`resnet50.a1_in1k`) names weights. Both are left out.
enum LibraryName {
  /// The zoo's name of a network under a library's, in lower case; `nil` where no pattern of theirs
  /// fits.
  static func zooName(_ name: String) -> String? {
    let plain = withoutTag(name)
    let bare = plain.hasPrefix("tf_") ? String(plain.dropFirst(3)) : plain
    if let known = irregular[bare] { return known }
    for (pattern, write) in patterns {
      if let parts = pattern.parts(of: bare), let found = write(parts) { return found }
    }
    // What both call alike but for dashes, and perhaps with a tag: `squeezenet_1.1`, `alexnet.tv_in1k`.
    let dashed = bare.replacing("_", with: "-")
    return dashed == name ? nil : dashed
  }

  /// The name before the dot of a tag: a letter follows it, where a digit follows that of a width.
  private static func withoutTag(_ name: String) -> String {
    guard let dot = name.firstIndex(of: "."),
      name[name.index(after: dot)...].first?.isLetter == true
    else { return name }
    return String(name[..<dot])
  }

  /// Names that follow no pattern.
  private static let irregular = [
    "mobilenet_v2": "mobilenet-v2", "mobilenet_v3_small": "mobilenet-v3-small",
    "mobilenet_v3_large": "mobilenet-v3-large", "mnasnet_small": "mnasnet-small",
    "efficientnet_es": "efficientnet-edgetpu-s", "efficientnet_em": "efficientnet-edgetpu-m",
    "efficientnet_el": "efficientnet-edgetpu-l", "legacy_senet154": "senet-154",
    "legacy_xception": "xception", "inception_v3": "inception-v3", "inception_v4": "inception-v4",
    "inception_resnet_v2": "inception-resnet-v2", "pnasnet5large": "pnasnet-5-large",
    "nasnetalarge": "nasnet-a-large", "convnext_tiny": "convnext-t", "convnext_small": "convnext-s",
    "convnext_base": "convnext-b", "convnext_large": "convnext-l",
    "vit_tiny_patch16_224": "vit-ti-16", "vit_small_patch16_224": "vit-s-16",
    "vit_base_patch16_224": "vit-b-16", "vit_base_patch32_224": "vit-b-32",
    "vit_large_patch16_224": "vit-l-16", "vit_huge_patch14_224": "vit-h-14",
  ]

  /// Patterns in which `#` stands for digits and `*` for letters and digits, and the zoo's names for
  /// what they stand for.
  private static let patterns: [(NamePattern, @Sendable ([String]) -> String?)] = [
    ("efficientnet_lite#", { "efficientnet-lite\($0[0])" }),
    ("efficientnet_v2_*", { "efficientnetv2-\($0[0])" }),
    ("efficientnetv2_*", { "efficientnetv2-\($0[0])" }),
    ("efficientnet_*", { "efficientnet-\($0[0])" }),
    ("mobilenetv1_#", { width($0[0]).map { "mobilenet-v1\($0)" } }),
    ("mobilenetv2_#", { width($0[0]).map { "mobilenet-v2\($0)" } }),
    ("mobilenetv3_*_#", { parts in width(parts[1]).map { "mobilenet-v3-\(parts[0])\($0)" } }),
    ("mnasnet#_#", { "mnasnet-\($0[0]).\($0[1])" }),
    ("mnasnet_#", { width($0[0], always: true).map { "mnasnet\($0)" } }),
    ("semnasnet_#", { width($0[0]).map { "mnasnet-a1\($0)" } }),
    ("ghostnet_#", { width($0[0], always: true).map { "ghostnet\($0)" } }),
    ("resnet#", { "resnet-\($0[0])" }),
    ("wide_resnet#_#", { "wide-resnet-\($0[0])-\($0[1])" }),
    ("resnext#_#x#d", { "resnext-\($0[0])-\($0[1])x\($0[2])d" }),
    // The networks of the Caffe code stride elsewhere, and are the zoo's.
    ("legacy_seresnet#", { "se-resnet-\($0[0])" }),
    ("legacy_seresnext#_#x#d", { "se-resnext-\($0[0])-\($0[1])x\($0[2])d" }),
    ("seresnet#", { "se-resnet-\($0[0])/timm-v1.5" }),
    ("seresnext#_#x#d", { "se-resnext-\($0[0])-\($0[1])x\($0[2])d/timm-v1.5" }),
    ("regnetx_#", { gigaflops($0[0]).map { "regnetx-\($0)" } }),
    ("regnety_#", { gigaflops($0[0]).map { "regnety-\($0)" } }),
    ("regnet_x_#_#gf", { "regnetx-\($0[0]).\($0[1])gf/torchvision" }),
    ("regnet_y_#_#gf", { "regnety-\($0[0]).\($0[1])gf/torchvision" }),
    ("regnet_x_*", { "regnetx-\($0[0])/torchvision" }),
    ("regnet_y_*", { "regnety-\($0[0])/torchvision" }),
    ("densenet#", { "densenet-\($0[0])" }),
    ("vgg#_bn", { "vgg-\($0[0])-bn" }),
    ("vgg#", { "vgg-\($0[0])" }),
    ("shufflenet_v2_x#_#", { "shufflenet-v2-\($0[0]).\($0[1])" }),
    ("dpn#", { "dpn-\($0[0])" }),
    ("squeezenet#_#", { "squeezenet-\($0[0]).\($0[1])" }),
    ("mixnet_*", { "mixnet-\($0[0])" }),
    ("vit_*_#", { "vit-\($0[0])-\($0[1])" }),
  ]

  /// `-0.75` for `075`; nothing for `100`, unless the zoo's names always have a width.
  private static func width(_ percent: String, always: Bool = false) -> String? {
    guard percent.count == 3, let value = Int(percent), value > 0 else { return nil }
    return value == 100 && !always ? "" : "-\(Double(value) / 100)"
  }

  /// `200mf` for `002`, `1.6gf` for `016`, `12gf` for `120`: hundreds of millions of multiply-adds.
  private static func gigaflops(_ digits: String) -> String? {
    guard digits.count == 3, let value = Int(digits), value > 0 else { return nil }
    if value < 10 { return "\(value)00mf" }
    return value % 10 == 0 ? "\(value / 10)gf" : "\(Double(value) / 10)gf"
  }
}
