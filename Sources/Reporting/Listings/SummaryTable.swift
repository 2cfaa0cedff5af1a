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
  ///   - occupiedBytes: what this program's inference occupies; `nil` where it can't run the network.
  /// - Returns: a table whose JSON form is `{model, resolution, batch, stages, total}`.
  package static func byStage(
    _ network: Network, figures: NetworkBreakdown, architecture: Architecture?,
    shown: SummaryColumns = [], occupiedBytes: Int? = nil
  ) -> Table {
    let rows: [StageRow] = network.stages.indices.compactMap { index in
      let layers = network.layers.indices.filter { network.layers[$0].stage == index }
      guard let first = layers.first, let last = layers.last else { return nil }
      let stage = architecture.flatMap { description(of: index, in: $0) }
      let convolutions = layers.count { network.layers[$0].operation.isLinear }
      return StageRow(
        index: index, input: network.inputShape(of: first),
        operatorName: stage?.name ?? (network.isAuxiliary(first) ? "auxiliary, " : "")
          + "\(convolutions) layers with weights",
        channels: stage?.channels ?? network.layers[last].output.channels,
        repeats: stage?.repeats ?? convolutions)
    }
    let columns: [Column<StageRow>] = [
      .integer("number", "Stage") { $0.index + 1 }.total("Total"),
      .text("stage", "Name") { network.stages[$0.index] }.minor,
      .text("operator", "Operator") { $0.operatorName },
      .text("inputResolution", "Resolution") { "\($0.input.height)×\($0.input.width)" }.minor,
      .integer("channels", "Channels") { $0.channels },
      .integer("repeats", "Layers") { $0.repeats },
    ]
    let costs = FigureColumns(figures: figures, shown: shown).columns
    return table(
      network, figures, occupiedBytes, rowsKey: "stages",
      columns + costs.map { column in column.of { figures.stages[$0.index] } }, rows)
  }

  /// One row per layer; parameters as of ``byStage(_:figures:architecture:shown:occupiedBytes:)``.
  ///
  /// - Returns: a table whose JSON form is `{model, resolution, batch, layers, total}`.
  package static func byLayer(
    _ network: Network, figures: NetworkBreakdown, shown: SummaryColumns = [],
    occupiedBytes: Int? = nil
  ) -> Table {
    let columns: [Column<Int>] = [
      .text("layer", "Layer") { network.name(of: $0) }.total("Total"),
      .text("stage", "Stage") { network.stages[network.layers[$0].stage] }.minor,
      .text("operator", "Operator") { network.layers[$0].operation.description },
      .text("input", "Input") { network.inputShape(of: $0).description }.minor,
      .text("output", "Output") { network.layers[$0].output.description },
    ]
    let costs = FigureColumns(figures: figures, shown: shown).columns
    return table(
      network, figures, occupiedBytes, rowsKey: "layers",
      columns + costs.map { column in column.of { figures.layers[$0] } },
      Array(network.layers.indices))
  }

  /// A stage with what it is made of.
  private struct StageRow {
    let index: Int
    let input: TensorShape
    let operatorName: String
    let channels: Int
    let repeats: Int
  }

  private static func table<Row>(
    _ network: Network, _ figures: NetworkBreakdown, _ occupiedBytes: Int?, rowsKey: String,
    _ columns: [Column<Row>], _ rows: [Row]
  ) -> Table {
    let side = network.inputShape
    let batch = figures.batch
    let totals = SummaryTotals(network, figures, occupiedBytes: occupiedBytes)
    return Table(
      caption: "\(network.name) at \(side.height)×\(side.width)"
        + (batch == 1 ? "" : ", a batch of \(batch)"),
      columns: columns, rows: rows, notes: totals.notes,
      envelope: Table.Envelope(
        leading: [
          .init("model", .string(network.name)),
          .init("resolution", Cell.resolution(side.resolution).json),
          .init("batch", .integer(batch)),
        ],
        rowsKey: rowsKey, trailing: [.init("total", totals.json)]))
  }

  /// Operator, channels and repeats of stem (0), stages (1 …) and head.
  ///
  /// The head's channels are those of its convolution, as the paper's Table 1 has it, not the
  /// number of classes.
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
