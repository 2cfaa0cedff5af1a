import Networks

/// What cell-based names may say, so that no name makes a network grow without bound.
private enum CellLimits {
  static let cells = 1...1000
  static let filters = 4...65_536
}

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

/// AmoebaNet (arXiv:1802.01548) by cell, cells and filters.
///
/// The evolution paper counts normal cells per stack (N = 6 is 18 in all), GPipe's counts them in
/// all (L = 18); so A and C take N, D takes L, and B, of which both papers speak, takes N below 9.
struct AmoebaNetFamily: ModelFamily {
  let names = [
    "amoebanet-a-6-190", "amoebanet-a-6-448", "amoebanet-b-6-190", "amoebanet-b-18-512",
    "amoebanet-c-6-168", "amoebanet-c-6-228", "amoebanet-d-18-208", "amoebanet-d-18-512",
    "amoebanet-d-18-512/tpu-official",
  ]

  func model(named name: String) throws -> ZooModel? {
    guard let parsed = ModelName(name, after: "amoebanet") else { return nil }
    guard parsed.parts.count == 3, let letter = parsed.parts.first,
      let (normal, reduction) = Self.cells(letter)
    else { return nil }
    let number = try parsed.integer(1, in: CellLimits.cells, "cells")
    let filters = try parsed.integer(2, in: CellLimits.filters, "filters")
    let isTotal = letter == "d" || letter == "b" && number >= 9
    let cells = isTotal ? number : 3 * number
    if letter == "d", parsed.variant == nil {
      return try torchModel(parsed, cells: cells, filters: filters)
    }
    guard parsed.variant == nil || parsed.variant == "tpu-official" && letter == "d" else {
      return nil
    }
    // Published with a stem of 128 filters; every other one has 32.
    let stemFilters = letter == "d" && (cells, filters) == (18, 512) ? 128 : 32
    let network = CellNetwork(
      normalCell: normal, reductionCell: reduction, cells: cells, filters: filters,
      stemFilters: stemFilters)
    let resolution: Int =
      switch letter {
      case "d": 224
      case "b": (cells, filters) == (18, 512) ? 480 : 331
      default: (number, filters) == (6, 448) ? 299 : 331
      }
    return ZooModel(
      name: name, family: "AmoebaNet", resolution: resolution,
      classes: letter == "d" && (cells, filters) == (18, 512) ? 1000 : 1001,
      build: { try network.network($0) })
  }

  private func torchModel(_ parsed: ModelName, cells: Int, filters: Int) throws -> ZooModel {
    guard cells % 3 == 0 else {
      throw parsed.invalid(
        "\(cells) cells", expected: "a multiple of 3, which divides into three stacks")
    }
    let network = TorchAmoebaNetD(cells: cells, filters: filters)
    return ZooModel(
      name: parsed.full, family: "AmoebaNet", resolution: 224,
      build: { try network.network($0) })
  }

  private static func cells(_ letter: Substring) -> (Cell, Cell)? {
    switch letter {
    case "a": (.amoebaANormal, .amoebaAReduction)
    case "b": (.amoebaBNormal, .amoebaBReduction)
    case "c": (.amoebaCNormal, .amoebaCReduction)
    case "d": (.amoebaDNormal, .amoebaDReduction)
    default: nil
    }
  }
}
