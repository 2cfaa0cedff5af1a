import Networks

/// NASNet-A (arXiv:1707.07012) by N and penultimate filters: `nasnet-a-6-4032` is the large one.
struct NASNetFamily: ModelFamily {
  let names = ["nasnet-a-mobile", "nasnet-a-large"]

  func model(named name: String) throws -> ZooModel? {
    guard let parsed = ModelName(name, after: "nasnet-a") else { return nil }
    let cells: Int
    let penultimate: Int
    switch parsed.parts {
    case ["mobile"]: (cells, penultimate) = (4, 1056)
    case ["large"]: (cells, penultimate) = (6, 4032)
    default:
      guard parsed.parts.count == 2 else { return nil }
      cells = try parsed.integer(0, in: CellLimits.cells, "cells per stack")
      penultimate = try parsed.integer(1, in: 96...1_572_864, "filters before the classifier")
      guard penultimate % 24 == 0 else {
        throw parsed.invalid(
          "\(penultimate) filters",
          expected: "a multiple of 24, as six states of four times the first stack's filters")
      }
    }
    // The mobile network has a narrow stem, 224 pixels and 1000 classes, and its cells after a
    // reduction read the cell before it.
    let isMobile = (cells, penultimate) == (4, 1056)
    var classes = isMobile ? 1000 : 1001
    switch parsed.variant {
    case nil: break
    case "tf-slim": classes = 1001
    case "keras": classes = 1000
    case "cadene": break
    default: return nil
    }
    let network = CellNetwork(
      normalCell: .nasnetANormal, reductionCell: .nasnetAReduction, cells: 3 * cells,
      filters: penultimate / 24, stemFilters: isMobile ? 32 : 96, skipsReductionInput: !isMobile,
      padsExplicitly: parsed.variant == "cadene")
    return ZooModel(
      name: name, family: "NASNet-A", resolution: isMobile ? 224 : 331, classes: classes,
      build: { try network.network($0) })
  }
}
