package import ProxyTraining

/// What a training came to.
package enum TrainingTable {
  /// One row per validation.
  ///
  /// - Parameters:
  ///   - result: What became of the training.
  ///   - model: The network's name.
  ///   - data: The data set's name.
  ///   - recipe: Everything that the result depends on besides model and data, by name.
  ///   - measuresTrainingImages: Whether validation images are those trained on, and so called what
  ///     statistics calls it: resubstitution.
  /// - Returns: The table.
  package static func curve(
    _ result: TrainingResult, model: String, data: String,
    recipe: [(name: String, value: String)], measuresTrainingImages: Bool = false
  ) -> Table {
    let held = measuresTrainingImages ? "Resubstitution" : "Validation"
    let measured = result.minival == nil ? held : "Minival"
    return Table(
      caption: "\(model) trained on \(data)",
      columns: [
        .number("epoch", "Epoch", .decimals(1)) { $0.epoch },
        .integer("step", "Step") { $0.step },
        .number("learningRate", "Learning rate", .significant(3)) { $0.learningRate },
        .number("trainingLoss", "Training loss", .decimals(3)) { $0.trainingLoss },
        .number("trainingTop1", "Training top-1", .percent(decimals: 1)) { $0.trainingTop1 },
        .number("validationLoss", "\(measured) loss", .decimals(3)) { $0.validationLoss },
        .number("top1", "\(measured) top-1", .percent(decimals: 2)) { $0.top1 },
      ],
      rows: result.curve,
      notes: [
        "\(NumberStyle.grouped.text(result.parameters)) parameters; \(result.steps) steps in "
          + "\(NumberStyle.seconds(significant: 3).text(result.seconds)), "
          + "\(NumberStyle.grouped.text(result.imagesPerSecond)) images a second on "
          + "\(result.threads) threads (\(result.variant) kernels), "
          + "\(NumberStyle.bytes(significant: 3).text(result.memoryBytes)) of memory.",
        "One seed; other seeds give other accuracies.",
      ] + minivalNotes(result) + recipe.map { "\($0.name): \($0.value)" },
      envelope: Table.Envelope(
        leading: [.init("model", .string(model)), .init("data", .string(data))],
        rowsKey: "curve",
        trailing: [
          .init("top1", .number(result.top1)), .init("loss", .number(result.loss)),
          .init("steps", .integer(result.steps)), .init("seconds", .number(result.seconds)),
          .init("imagesPerSecond", .number(result.imagesPerSecond)),
          .init("parameters", .integer(result.parameters)),
          .init("memoryBytes", .integer(result.memoryBytes)),
          .init("variant", .string(result.variant)), .init("threads", .integer(result.threads)),
          .init("chosenStep", result.minival.map { .integer($0.step) } ?? .null),
          .init("recipe", .object(recipe.map { .init($0.name, .string($0.value)) })),
        ]))
  }

  private static func minivalNotes(_ result: TrainingResult) -> [String] {
    guard let point = result.minival else { return [] }
    let top1 = NumberStyle.percent(decimals: 2).text(result.top1)
    return [
      "The weights of step \(point.step), which had the lowest loss on the training images held out, "
        + "classify \(top1) of the validation images right."
    ]
  }
}
