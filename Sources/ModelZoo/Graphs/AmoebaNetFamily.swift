import Networks

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
    let resolution: Resolution =
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
