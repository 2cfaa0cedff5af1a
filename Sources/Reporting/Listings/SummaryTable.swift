package import Architectures
package import CostModel
package import Networks

/// Table 1 of arXiv:1905.11946 with costs: a network by stage or by layer.
package enum SummaryTable {
  /// One row per stage: what it is made of, its shapes, what it costs.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - figures: what it costs.
  ///   - architecture: the description by stages that `network` was lowered from, if any: it names
  ///     the operators and counts the blocks.
  ///   - shown: the figures to show beside parameters, multiply-adds and activations.
  /// - Returns: a table whose JSON form is `{model, resolution, batch, stages, total}`.
  package static func byStage(
    _ network: Network, figures: NetworkBreakdown, architecture: Architecture?,
    shown: SummaryColumns = []
  ) -> Table {
    let costs = FigureColumns(figures: figures, shown: shown)
    var table = table(
      network, costs, rowsKey: "stages",
      [
        .number("number", "Stage"),
        .text("stage", "Name"),
        .text("operator", "Operator"),
        .text("inputResolution", "Resolution"),
        .number("channels", "Channels"),
        .number("repeats", "Layers"),
      ])
    for (index, name) in network.stages.enumerated() {
      let layers = network.layers.indices.filter { network.layers[$0].stage == index }
      guard let first = layers.first, let last = layers.last else { continue }
      let input = network.inputShape(of: first)
      let stage = architecture.flatMap { description(of: index, in: $0) }
      let convolutions = layers.filter { network.layers[$0].operation.isLinear }.count
      table.append(
        [
          .integer(index + 1), .text(name),
          .text(
            stage?.name ?? (network.isAuxiliary(first) ? "auxiliary, " : "")
              + "\(convolutions) layers with weights"),
          .text("\(input.height)×\(input.width)"),
          .integer(stage?.channels ?? network.layers[last].output.channels),
          .integer(stage?.repeats ?? convolutions),
        ] + costs.cells(figures.stages[index]))
    }
    appendTotal(costs, to: &table, blanks: 5)
    return table
  }

  /// One row per layer.
  ///
  /// - Returns: a table whose JSON form is `{model, resolution, batch, layers, total}`.
  package static func byLayer(
    _ network: Network, figures: NetworkBreakdown, shown: SummaryColumns = []
  ) -> Table {
    let costs = FigureColumns(figures: figures, shown: shown)
    var table = table(
      network, costs, rowsKey: "layers",
      [
        .text("layer", "Layer"),
        .text("stage", "Stage"),
        .text("operator", "Operator"),
        .text("input", "Input"),
        .text("output", "Output"),
      ])
    for (index, layer) in network.layers.enumerated() {
      table.append(
        [
          .text(network.name(of: index)), .text(network.stages[layer.stage]),
          .text(layer.operation.description),
          .text(network.inputShape(of: index).description), .text(layer.output.description),
        ] + costs.cells(figures.layers[index]))
    }
    appendTotal(costs, to: &table, blanks: 4)
    return table
  }

  private static func table(
    _ network: Network, _ costs: FigureColumns, rowsKey: String, _ columns: [Column]
  ) -> Table {
    let side = network.inputShape
    let batch = costs.figures.batch
    let totals = SummaryTotals(network, costs.figures)
    return Table(
      caption: "\(network.name) at \(side.height)×\(side.width)"
        + (batch == 1 ? "" : ", a batch of \(batch)"),
      columns: columns + costs.columns, notes: totals.notes,
      envelope: Table.Envelope(
        leading: [
          .init("model", .string(network.name)), .init("resolution", .integer(side.height)),
          .init("batch", .integer(batch)),
        ],
        rowsKey: rowsKey, trailing: [.init("total", totals.json)]))
  }

  private static func appendTotal(_ costs: FigureColumns, to table: inout Table, blanks: Int) {
    table.beginGroup()
    table.append(
      [.text("Total")] + Array(repeating: .empty, count: blanks)
        + costs.cells(costs.figures.total), role: .total)
  }

  /// Operator, channels and repeats of stem (0), stages (1 …) and head. The head's channels are those
  /// of its convolution, as the paper's Table 1 has it, not the number of classes.
  private static func description(
    of index: Int, in architecture: Architecture
  ) -> (name: String, channels: Int?, repeats: Int)? {
    if index == 0 {
      guard let first = architecture.stem.layers.first else { return nil }
      let pooling = architecture.stem.hasPooling ? " & Pooling" : ""
      return (
        "Conv, k\(first.kernelSize)×\(first.kernelSize)\(pooling)", architecture.stem.channels,
        architecture.stem.layers.count
      )
    }
    if index <= architecture.stages.count {
      let stage = architecture.stages[index - 1]
      return (stage.operatorName, stage.channels, stage.repeats)
    }
    let channels = architecture.head.channels
    return ((channels == nil ? "" : "Conv1×1 & ") + "Pooling & FC", channels, 1)
  }
}

/// The footnote under every table of costs in the paper's convention.
let conventionNote =
  "Multiply-adds: one per multiply-accumulate of a convolution or fully-connected layer "
  + "(the paper's FLOPs); biases, normalisation and activations not counted."
