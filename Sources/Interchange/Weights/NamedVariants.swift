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

  /// The variant all of whose tensors a file has, and whose names they are; `nil` where there is none.
  static func whole(
    in file: SafetensorsSet, prefix: String, of architecture: Architecture
  ) -> (name: String, naming: WeightNaming)? {
    for variant in variants(of: architecture) where variant.name != architecture.name {
      guard let network = try? variant.lowered() else { continue }
      for naming in WeightNaming.allCases where naming != .compound {
        guard let names = try? naming.names(of: network, from: variant),
          names.allSatisfy({ file.entry(named: prefix + $0.tensor) != nil })
        else { continue }
        return (variant.name, naming)
      }
    }
    return nil
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
