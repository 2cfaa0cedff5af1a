import Networks

/// PNASNet-5 (arXiv:1712.00559) by N and F: `pnasnet-5-4-216` is the large one.
struct PNASNetFamily: ModelFamily {
  let names = ["pnasnet-5-mobile", "pnasnet-5-large"]

  func model(named name: String) throws -> ZooModel? {
    guard let parsed = ModelName(name, after: "pnasnet-5") else { return nil }
    let cells: Int
    let filters: Int
    switch parsed.parts {
    case ["mobile"]: (cells, filters) = (3, 54)
    case ["large"]: (cells, filters) = (4, 216)
    default:
      guard parsed.parts.count == 2 else { return nil }
      cells = try parsed.integer(0, in: CellLimits.cells, "cells per stack")
      filters = try parsed.integer(1, in: CellLimits.filters, "filters")
    }
    guard [nil, "tf-slim", "cadene"].contains(parsed.variant) else { return nil }
    let isMobile = (cells, filters) == (3, 54)
    let network = CellNetwork(
      normalCell: .pnasnet5, cells: 3 * cells, filters: filters,
      stemFilters: isMobile ? 32 : 96, padsExplicitly: parsed.variant == "cadene")
    return ZooModel(
      name: name, family: "PNASNet-5", resolution: isMobile ? 224 : 331, classes: 1001,
      build: { try network.network($0) })
  }
}
