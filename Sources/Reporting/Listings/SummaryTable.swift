package import Architectures
package import CostModel
package import Networks

/// Table 1 of arXiv:1905.11946 with costs: a network by stage or by layer.
package enum SummaryTable {
  /// One row per stage: what it is made of, its shapes, what it costs.
  ///
  /// - Parameter architecture: the description by stages that `network` was lowered from, if any: it
  ///   names the operators and counts the blocks.
  /// - Returns: a table whose JSON form is `{model, resolution, stages, total}`.
  package static func byStage(
    _ network: Network, cost: NetworkCost, architecture: Architecture?
  ) -> Table {
    var table = Table(
      caption: caption(network),
      columns: [
        .number("number", "Stage"),
        .text("stage", "Name"),
        .text("operator", "Operator"),
        .text("inputResolution", "Resolution"),
        .number("channels", "Channels"),
        .number("repeats", "Layers"),
      ] + costColumns,
      notes: [conventionNote],
      envelope: envelope(network, cost, rowsKey: "stages"))
    for (index, name) in network.stages.enumerated() {
      let layers = network.layers.indices.filter { network.layers[$0].stage == index }
      guard let first = layers.first, let last = layers.last else { continue }
      let input = network.inputShape(of: first)
      let stage = architecture.flatMap { description(of: index, in: $0) }
      let convolutions = layers.filter { network.layers[$0].operation.hasWeights }.count
      table.append(
        [
          .integer(index + 1), .text(name),
          .text(stage?.name ?? "\(convolutions) layers with weights"),
          .text("\(input.height)×\(input.width)"),
          .integer(stage?.channels ?? network.layers[last].output.channels),
          .integer(stage?.repeats ?? convolutions),
        ] + cells(cost.stages[index]))
    }
    appendTotal(cost, to: &table, blanks: 5)
    return table
  }

  /// One row per layer.
  ///
  /// - Returns: a table whose JSON form is `{model, resolution, layers, total}`.
  package static func byLayer(_ network: Network, cost: NetworkCost) -> Table {
    var table = Table(
      caption: caption(network),
      columns: [
        .text("layer", "Layer"),
        .text("stage", "Stage"),
        .text("operator", "Operator"),
        .text("input", "Input"),
        .text("output", "Output"),
      ] + costColumns,
      notes: [conventionNote],
      envelope: envelope(network, cost, rowsKey: "layers"))
    for (index, layer) in network.layers.enumerated() {
      table.append(
        [
          .text(network.name(of: index)), .text(network.stages[layer.stage]),
          .text(layer.operation.description),
          .text(network.inputShape(of: index).description), .text(layer.output.description),
        ] + cells(cost.layers[index]))
    }
    appendTotal(cost, to: &table, blanks: 4)
    return table
  }

  private static func caption(_ network: Network) -> String {
    "\(network.name) at \(network.inputShape.height)×\(network.inputShape.width)"
  }

  private static let costColumns: [Column] = [
    .number("parameters", "Parameters", .grouped),
    .number("multiplyAdds", "Multiply-adds", .grouped),
    .number("activations", "Activations", .grouped),
  ]

  private static func cells(_ cost: Cost) -> [Cell] {
    [.integer(cost.parameters), .integer(cost.multiplyAdds), .integer(cost.activations)]
  }

  private static func appendTotal(_ cost: NetworkCost, to table: inout Table, blanks: Int) {
    table.beginGroup()
    table.append(
      [.text("Total")] + Array(repeating: .empty, count: blanks) + cells(cost.total), role: .total)
  }

  private static func envelope(
    _ network: Network, _ cost: NetworkCost, rowsKey: String
  ) -> Table.Envelope {
    Table.Envelope(
      leading: [
        .init("model", .string(network.name)),
        .init("resolution", .integer(network.inputShape.height)),
      ],
      rowsKey: rowsKey,
      trailing: [
        .init(
          "total",
          .object([
            .init("parameters", .integer(cost.total.parameters)),
            .init("multiplyAdds", .integer(cost.total.multiplyAdds)),
            .init("activations", .integer(cost.total.activations)),
          ]))
      ])
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

extension Operation {
  /// Whether this is a convolution or a fully-connected layer.
  fileprivate var hasWeights: Bool {
    switch self {
    case .convolution, .fullyConnected: true
    case .input, .batchNormalization, .layerNormalization, .channelScale, .activation, .pooling,
      .globalAveragePooling, .add, .multiply, .concatenate, .scale, .slice, .channelShuffle, .pad,
      .dropout, .stochasticDepth, .flatten:
      false
    }
  }
}
