package import ProxyTraining

/// What a network says of images.
package enum PredictionTable {
  /// How many were right, of images whose classes are known.
  package static func score(
    _ result: PredictionResult, model: String, data: String, weights: String
  ) -> Table {
    Table(
      caption: "\(model) with the weights of \(weights) on \(data)",
      columns: [
        .integer("images", "Images") { $0.predictions.count },
        .integer("classes", "Classes") { $0.classes },
        .number("top1", "Top-1", .percent(decimals: 2)) { $0.score?.top1 },
        .number("top5", "Top-5", .percent(decimals: 2)) { $0.score?.top5 },
        .number("loss", "Loss", .decimals(4)) { $0.score?.loss },
      ],
      rows: [result])
  }

  /// One row per image.
  package static func predictions(_ result: PredictionResult, classNames: [String]) -> Table {
    Table(
      caption: "The likeliest class of each image",
      columns: [
        .integer("image", "Image") { $0.offset },
        .integer("label", "Label") { $0.element.label },
        .text("class", "Class") { image in
          let label = image.element.label
          return classNames.indices.contains(label) ? classNames[label] : ""
        },
        .number("probability", "Probability", .decimals(4)) { $0.element.probability },
      ],
      rows: Array(result.predictions.enumerated()))
  }
}
