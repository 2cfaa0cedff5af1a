import Architectures
import CostModel
import Statistics
package import Studies

/// Whether short trainings rank networks rightly.
package enum ProxyCheckTables {
  /// Both tables, each under a key for programs.
  ///
  /// - Parameters:
  ///   - check: What was found.
  ///   - data: the data set's name.
  /// - Returns: The tables in the order in which they are shown.
  package static func sections(
    _ check: ProxyCheck, data: String
  ) -> [(key: String, table: Table)] {
    [("networks", networks(check)), ("agreement", agreement(check, data: data))]
  }

  /// The networks and what they reached.
  package static func networks(_ check: ProxyCheck) -> Table {
    Table(
      caption: "Networks, after \(check.shortEpochs) and \(check.longEpochs) epochs",
      columns: [
        .text("network", "Network") { $0.name },
        .integer("multiplyAdds", "Multiply-adds", .si(significant: 3)) { $0.costs.multiplyAdds },
        .integer("parameters", "Parameters", .si(significant: 3)) { $0.costs.parameters }.minor,
        .number("short", "Short top-1", .percent(decimals: 1)) { $0.short.mean },
        .number("shortDeviation", "± s.d.", .percent(decimals: 1)) {
          $0.short.standardDeviation
        },
        .number("long", "Long top-1", .percent(decimals: 1)) { $0.long.mean },
        .number("longDeviation", "± s.d.", .percent(decimals: 1)) { $0.long.standardDeviation },
      ],
      rows: check.rows, notes: check.failed.map { "Left out, as a training failed: \($0)." })
  }

  /// How well each ranking agrees with that by long training.
  package static func agreement(_ check: ProxyCheck, data: String) -> Table {
    let style = NumberStyle.decimals(2)
    return Table(
      caption: "Agreement with the ranking after \(check.longEpochs) epochs on \(data)",
      columns: [
        .text("ranking", "Ranking by") { $0.ranking },
        .number("tau", "Kendall's τ", style) { $0.tau }.essential,
        .number("tauLow", "Low", style) { $0.interval?.lowerBound },
        .number("tauHigh", "High", style) { $0.interval?.upperBound },
        .number("ofCeiling", "Of its ceiling", .percent(decimals: 0)) {
          share($0.tau, of: check.ceiling)
        }.minor,
        .number("advantage", "Over multiply-adds", style) { $0.advantage },
        .number("advantageLow", "Low", style) { $0.advantageInterval?.lowerBound },
        .number("advantageHigh", "High", style) { $0.advantageInterval?.upperBound },
        .number("bandTau", "In bands: τ", style) { $0.bandTau },
        .number("bandLow", "Low", style) { $0.bandInterval?.lowerBound },
        .number("bandHigh", "High", style) { $0.bandInterval?.upperBound },
        .number("bandOfCeiling", "Of its ceiling", .percent(decimals: 0)) {
          share($0.bandTau, of: check.bandCeiling)
        }.minor,
      ],
      rows: check.agreements,
      notes: [
        "\(check.rows.count) networks, \(check.seeds) seeds. Low and High: with 95 % confidence; of the "
          + "advantage, over resamplings of the networks. One seed: against long training under the "
          + "other seeds.",
        "In bands: pairs of networks alone whose multiply-adds differ at most "
          + "\(NumberStyle.plain.text(ProxyCheck.bandRatio))-fold, since over a wide range of costs "
          + "counting multiply-adds agrees whatever trainings say.",
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
          .init("bandCeiling", check.bandCeiling.map { .number($0) } ?? .null),
        ]))
  }

  /// τ ÷ that of two long trainings.
  private static func share(_ tau: Double?, of ceiling: Double?) -> Double? {
    guard let tau, let ceiling, ceiling > 0 else { return nil }
    return tau / ceiling
  }

  private static func noise(_ check: ProxyCheck) -> [String] {
    guard let short = check.shortNoise, let long = check.longNoise, let ceiling = check.ceiling
    else { return [] }
    let style = NumberStyle.percent(decimals: 2)
    let bands =
      check.bandCeiling.map { "; in bands \(NumberStyle.decimals(2).text($0))" } ?? ""
    let epochs = check.shortEpochs == 1 ? "epoch" : "epochs"
    return [
      "Standard deviation between seeds: \(style.text(short)) after \(check.shortEpochs) \(epochs), "
        + "\(style.text(long)) after \(check.longEpochs). The ceiling, τ of two long trainings under "
        + "different seeds: \(NumberStyle.decimals(2).text(ceiling))\(bands)."
    ]
  }
}
