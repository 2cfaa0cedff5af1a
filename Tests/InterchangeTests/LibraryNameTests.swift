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
