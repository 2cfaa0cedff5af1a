import Foundation
import ModelZoo
import Networks
import TestSupport
import Testing

/// Rows of numbers that follow a model's name, separated by spaces.
struct CountTable: Decodable {
  let source: String
  let columns: String
  let rows: [String]

  struct Row: Sendable, CustomTestStringConvertible {
    let model: String
    let numbers: [Int]

    var testDescription: String { model }
  }

  static func rows(of file: String) -> [Row] {
    let table = try? fixture(file, as: CountTable.self, in: Bundle.module)
    return (table?.rows ?? []).map { text in
      let parts = text.split(separator: " ")
      return Row(model: String(parts[0]), numbers: parts.dropFirst().compactMap { Int($0) })
    }
  }
}

@Suite struct OtherCountsTests {
  static let libraries = CountTable.rows(of: "libraries")
  static let recounts = CountTable.rows(of: "recounts")
  static let pycls = CountTable.rows(of: "pycls")

  @Test func theTablesAreThere() {
    #expect(Self.libraries.count == 176)
    #expect(Self.recounts.count == 80)
    #expect(Self.pycls.count == 36)
  }

  /// Random widths, growths, depths and parameters at random resolutions, and an independent recount.
  @Test(arguments: libraries + recounts)
  func namesOutsideTheListCountTheSame(_ row: CountTable.Row) throws {
    try #require(row.numbers.count == 3)
    let network = try ModelZoo.model(named: row.model).network(
      resolution: Resolution(row.numbers[0]))
    let count = ReferenceCount(of: network)
    #expect(count.parameters == row.numbers[1])
    #expect(count.multiplyAdds == row.numbers[2])
  }

  /// pycls counts a multiply-add for each output of a biased layer, and poolings as activations.
  @Test(arguments: pycls)
  func countsEqualPycls(_ row: CountTable.Row) throws {
    try #require(row.numbers.count == 3)
    let network = try ModelZoo.model(named: row.model).network()
    let count = ReferenceCount(of: network)
    var biased = 0
    var pooled = 0
    for layer in network.layers {
      if case .convolution(let convolution) = layer.operation, convolution.hasBias {
        biased += layer.output.elements
      } else if case .fullyConnected(let linear) = layer.operation, linear.hasBias {
        biased += layer.output.elements
      } else if case .pooling(let pooling) = layer.operation, pooling.kind == .maximum {
        pooled += layer.output.elements
      }
    }
    #expect(count.parameters == row.numbers[0])
    #expect(count.multiplyAdds + biased == row.numbers[1])
    #expect(count.convolutionOutputs + count.linearOutputs + pooled == row.numbers[2])
  }
}
