package import ArchitectureSearch
import Architectures
import CostModel

/// Whether short trainings rank networks rightly.
package enum ProxyCheckTables {
  /// The networks and what they reached.
  package static func networks(_ check: ProxyCheck) -> Table {
    var table = Table(
      caption: "Networks, after \(check.shortEpochs) and \(check.longEpochs) epochs",
      columns: [
        .text("network", "Network"),
        .number("multiplyAdds", "Multiply-adds", .si(significant: 3)),
        .number("parameters", "Parameters", .si(significant: 3)),
        .number("short", "Short top-1", .percent(decimals: 1)),
        .number("shortDeviation", "± s.d.", .percent(decimals: 1)),
        .number("long", "Long top-1", .percent(decimals: 1)),
        .number("longDeviation", "± s.d.", .percent(decimals: 1)),
      ],
      notes: check.failed.map { "Left out, as a training failed: \($0)." })
    for row in check.rows {
      table.append([
        .text(row.name), .integer(row.costs.multiplyAdds), .integer(row.costs.parameters),
        .number(row.short.mean), .optional(row.short.standardDeviation), .number(row.long.mean),
        .optional(row.long.standardDeviation),
      ])
    }
    return table
  }

  /// How well each ranking agrees with that by long training.
  package static func agreement(_ check: ProxyCheck, data: String) -> Table {
    let style = NumberStyle.decimals(2)
    var table = Table(
      caption: "Agreement with the ranking after \(check.longEpochs) epochs on \(data)",
      columns: [
        .text("ranking", "Ranking by"), .number("tau", "Kendall's τ", style),
        .number("tauLow", "Low", style), .number("tauHigh", "High", style),
        .number("advantage", "Over multiply-adds", style), .number("advantageLow", "Low", style),
        .number("advantageHigh", "High", style),
      ],
      notes: [
        "\(check.rows.count) networks, \(check.seeds) seeds. Low and High: with 95 % confidence; of the "
          + "advantage, over resamplings of the networks. One seed: against long training under the "
          + "other seeds."
      ] + noise(check),
      envelope: Table.Envelope(
        leading: [
          .init("data", .string(data)), .init("shortEpochs", .integer(check.shortEpochs)),
          .init("longEpochs", .integer(check.longEpochs)), .init("seeds", .integer(check.seeds)),
          .init("networks", .integer(check.rows.count)),
        ],
        rowsKey: "rankings",
        trailing: [
          .init("shortNoise", check.shortNoise.map { .number($0) } ?? .null),
          .init("longNoise", check.longNoise.map { .number($0) } ?? .null),
          .init("ceiling", check.ceiling.map { .number($0) } ?? .null),
        ]))
    for agreement in check.agreements {
      table.append([
        .text(agreement.ranking), .optional(agreement.tau),
        .optional(agreement.interval?.lowerBound), .optional(agreement.interval?.upperBound),
        .optional(agreement.advantage), .optional(agreement.advantageInterval?.lowerBound),
        .optional(agreement.advantageInterval?.upperBound),
      ])
    }
    return table
  }

  private static func noise(_ check: ProxyCheck) -> [String] {
    guard let short = check.shortNoise, let long = check.longNoise, let ceiling = check.ceiling
    else { return [] }
    let style = NumberStyle.percent(decimals: 2)
    let epochs = check.shortEpochs == 1 ? "epoch" : "epochs"
    return [
      "Standard deviation between seeds: \(style.text(short)) after \(check.shortEpochs) \(epochs), "
        + "\(style.text(long)) after \(check.longEpochs). τ of two long trainings under different "
        + "seeds: \(NumberStyle.decimals(2).text(ceiling))."
    ]
  }
}

/// Ways of scaling at equal multiply-adds.
package enum ScalingTables {
  /// One row per network.
  package static func points(
    _ comparison: ScalingComparison, model: String, data: String
  ) -> Table {
    var table = Table(
      caption: "\(model) scaled in one dimension and in all, on \(data)",
      columns: [
        .text("way", "Scaled in"), .number("ratio", "Asked", .ratio(significant: 2)),
        .number("realisedRatio", "Realised", .ratio(significant: 3)),
        .number("depth", "Depth", .decimals(2)), .number("width", "Width", .decimals(2)),
        .number("resolution", "Resolution"),
        .number("multiplyAdds", "Multiply-adds", .si(significant: 3)),
        .number("parameters", "Parameters", .si(significant: 3)),
        .number("top1", "Top-1", .percent(decimals: 2)),
        .number("standardError", "± s.e.", .percent(decimals: 2)),
      ],
      notes: ["Asked and Realised: multiply-adds ÷ the baseline's, before and after rounding."]
        + comparison.failed.map { "Left out, as a training failed: \($0)." })
    var ratio = 1.0
    for point in comparison.points {
      if point.ratio != ratio { table.beginGroup() }
      ratio = point.ratio
      table.append([
        .text(point.way.rawValue), .number(point.ratio), .number(point.realisedRatio),
        .number(point.coefficients.depth), .number(point.coefficients.width),
        .integer(point.resolution), .integer(point.costs.multiplyAdds),
        .integer(point.costs.parameters), .number(point.accuracy.mean),
        .optional(point.accuracy.standardError),
      ])
    }
    return table
  }

  /// Which way is best at each ratio, and by how much.
  package static func contests(_ comparison: ScalingComparison) -> Table {
    var table = Table(
      caption: "The best at each size",
      columns: [
        .number("ratio", "Asked", .ratio(significant: 2)), .text("best", "Best"),
        .number("lead", "Lead", .percent(decimals: 2)),
        .number("margin", "Margin", .percent(decimals: 2)),
        .text("notWorse", "Not significantly worse"),
      ],
      notes: [
        "Margin: how far one must be behind the best to be worse with 95 % confidence, all compared at "
          + "once under common seeds."
      ])
    for contest in comparison.contests {
      table.append([
        .number(contest.ratio), .text(contest.best.rawValue), .number(contest.lead),
        .optional(contest.margin),
        .text(contest.notWorse.map(\.rawValue).joined(separator: ", ")),
      ])
    }
    return table
  }
}
