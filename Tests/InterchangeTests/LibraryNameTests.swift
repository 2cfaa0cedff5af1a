import Architectures
import ModelZoo
import Networks
import TestSupport
import Testing

@testable import Interchange

/// What torchvision and timm call the tensors of the zoo's networks, as digests of names and shapes.
struct LibraryNames: Decodable {
  struct Row: Decodable, Sendable, CustomTestStringConvertible {
    let network: String
    let library: String
    let there: String
    let tensors: Int
    let digest: String

    var testDescription: String { "\(network) as \(library)'s \(there)" }
  }

  let networks: [Row]

  static let recorded = Result { () throws -> LibraryNames in
    try fixture("library-names", in: .module)
  }
}

@Suite struct LibraryNameTests {
  /// Sources/benchmarks/weights_parity.py compares what the networks compute, too.
  @Test(arguments: try LibraryNames.recorded.get().networks)
  func namesAndShapesAreTheLibrarys(row: LibraryNames.Row) throws {
    let model = try ModelZoo.model(named: row.network)
    let naming = try #require(WeightNaming(rawValue: row.library))
    let names = try naming.names(
      of: model.network(classes: 1000),
      from: model.architecture)
    #expect(names.count == row.tensors)
    let lines = names.map { "\($0.tensor) \($0.shape)\n" }.sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    #expect(Self.digest(lines.joined()) == row.digest)
  }

  /// The zoo's networks answer to the libraries' names: with the tensors that the library's network
  /// has.
  @Test(arguments: try LibraryNames.recorded.get().networks.filter { $0.there != "DenseNet" })
  func networksAnswerToTheLibrarysName(row: LibraryNames.Row) throws {
    // Some rows are a network that the library builds under this name at other widths or parts.
    let rows = try LibraryNames.recorded.get().networks.filter {
      $0.there == row.there && $0.library == row.library
    }
    for name in [row.there, row.there.uppercased(), "\(row.there).a1_in1k"] {
      let model = try ModelZoo.model(named: name)
      let naming = try #require(WeightNaming(rawValue: row.library))
      let names = try naming.names(of: model.network(classes: 1000), from: model.architecture)
      let lines = names.map { "\($0.tensor) \($0.shape)\n" }.sorted {
        $0.utf8.lexicographicallyPrecedes($1.utf8)
      }
      #expect(rows.map(\.digest).contains(Self.digest(lines.joined())), "\(name): \(model.name)")
    }
  }

  @Test(arguments: [
    ("mobilenetv2_100", "mobilenet-v2"), ("mobilenet_v2", "mobilenet-v2"),
    ("mobilenetv1_100", "mobilenet-v1"), ("inception_v3", "inception-v3"),
    ("resnet50", "resnet-50"), ("efficientnet_b0", "efficientnet-b0"),
    ("tf_efficientnet_b0.ns_jft_in1k", "efficientnet-b0"), ("resnet50@160", "resnet-50@160"),
    ("vit_base_patch16_224", "vit-b-16"), ("vit_b_16", "vit-b-16"), ("convnext_tiny", "convnext-t"),
    ("seresnet50", "se-resnet-50/timm-v1.5"), ("regnety_016", "regnety-1.6gf"),
    ("regnet_y_1_6gf", "regnety-1.6gf/torchvision"), ("squeezenet1_1.tv_in1k", "squeezenet-1.1"),
  ])
  func namesOfLibrariesAreNamesOfTheZoo(theirs: String, ours: String) throws {
    #expect(try ModelZoo.model(named: theirs).name == ours)
  }

  @Test(arguments: [
    ("mobilenetv2", "mobilenet-v2"), ("resnet5O", "resnet-50"), ("efficientnet_b9", nil),
    ("zebra", nil),
  ])
  func otherNamesAreRefused(name: String, nearest: String?) throws {
    let error = #expect(throws: ZooError.self) { try ModelZoo.model(named: name) }
    guard case .unknownModel(name.lowercased(), let suggestion)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    if let nearest {
      #expect(suggestion == nearest)
    } else if name == "zebra" {
      #expect(suggestion == nil)
    } else {
      #expect(suggestion?.hasPrefix("efficientnet-b") == true)
    }
  }

  /// 64-bit FNV-1a.
  private static func digest(_ text: String) -> String {
    let digest = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    let digits = String(digest, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  @Test func networksOfEveryFamilyAreThere() throws {
    let rows = try LibraryNames.recorded.get().networks
    #expect(rows.count > 200)
    let families = try Set(rows.map { try ModelZoo.model(named: $0.network).family })
    let absent: Set = ["AmoebaNet", "NASNet-A", "ViT"]
    let listed = try Set(ModelZoo.names.map { try ModelZoo.model(named: $0).family })
    #expect(listed.subtracting(families).subtracting(absent).sorted() == ["PolyNet"])
  }
}
