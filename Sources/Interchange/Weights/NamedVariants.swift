import Architectures
import ModelZoo

/// The implementations of a known network: `se-resnet-50` and `se-resnet-50/timm-v1.5`.
enum NamedVariants {
  /// The variant of a network that a library builds, where the network is another variant as it is
  /// known; `nil` where there is none.
  static func fitting(_ architecture: Architecture, naming: WeightNaming) -> String? {
    variants(of: architecture).first { variant in
      guard variant.name != architecture.name, let family = LibraryFamily(naming, variant) else {
        return false
      }
      return family.misfits(variant, naming).isEmpty
        && ofOtherWidths(variant, naming: naming) == nil
    }?.name
  }

  /// The variant that is named after the library, where the stages are those of another known one.
  static func ofOtherWidths(_ architecture: Architecture, naming: WeightNaming) -> String? {
    let variants = variants(of: architecture)
    guard let theirs = variants.first(where: { $0.name.hasSuffix("/\(naming.rawValue)") }),
      theirs.stages != architecture.stages,
      variants.contains(where: { $0.stages == architecture.stages })
    else { return nil }
    return theirs.name
  }

  private static func variants(of architecture: Architecture) -> [Architecture] {
    let base = architecture.name.prefix { $0 != "/" }
    return ["", "/torchvision", "/timm-v1.5"].compactMap { suffix in
      (try? ModelZoo.model(named: base + suffix))?.architecture
    }
  }
}
