package import Architectures
import CostModel

/// Architectures side by side, stage by stage, and what of each differs from the first.
package struct StageComparisonTable {
  /// The stages, and below them what the networks cost.
  package let table: Table
  /// Cells that differ from the first architecture's, by row and column.
  package let differing: Set<[Int]>

  /// - Parameter architectures: each under what it is called; the first is what others are compared with.
  /// - Throws: what a network can't be built for.
  package init(_ architectures: [(name: String, architecture: Architecture)]) throws {
    let columns = architectures.map { Self.lines($0.architecture) }
    let most = columns.map(\.count).max() ?? 0
    var table = Table(
      caption: "Stage by stage",
      columns: [.text("stage", "Stage")]
        + architectures.enumerated().map { .text("network\($0.offset)", $0.element.name) },
      notes: [
        "Block, kernel, output channels, × repeats; /2: halves the maps. Marked: differs from \(architectures[0].name)."
      ])
    var differing: Set<[Int]> = []
    func add(_ title: String, _ texts: [String]) {
      for (place, text) in texts.enumerated() where text != texts[0] {
        differing.insert([table.rows.count, place + 1])
      }
      table.append([.text(title)] + texts.map { .text($0) })
    }
    for row in 0..<most {
      add(row == 0 ? "stem" : "\(row)", columns.map { row < $0.count ? $0[row] : "" })
    }
    table.beginGroup()
    let figures = try architectures.map { try Figures(of: $0.architecture) }
    add("resolution", architectures.map { "\($0.architecture.resolution)" })
    add("head", architectures.map { $0.architecture.head.channels.map { "\($0) channels" } ?? "" })
    add(
      "multiply-adds",
      figures.map { NumberStyle.si(significant: 4).text($0.multiplyAdds) })
    add("parameters", figures.map { NumberStyle.si(significant: 4).text($0.parameters) })
    add(
      "activations", figures.map { NumberStyle.si(significant: 4).text($0.activations) })
    self.table = table
    self.differing = differing
  }

  private static func lines(_ architecture: Architecture) -> [String] {
    let stem = architecture.stem.layers.map { layer in
      "Conv k\(layer.kernelSize)×\(layer.kernelSize), \(layer.channels)"
        + (layer.stride > 1 ? " /\(layer.stride)" : "")
    }.joined(separator: ", ")
    return [stem]
      + architecture.stages.map { stage in
        "\(stage.operatorName), \(stage.channels)"
          + (stage.repeats > 1 ? " ×\(stage.repeats)" : "")
          + (stage.stride > 1 ? " /\(stage.stride)" : "")
      }
  }
}
