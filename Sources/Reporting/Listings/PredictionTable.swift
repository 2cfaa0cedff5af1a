package import ProxyTraining

/// What a network says of images.
package enum PredictionTable {
  /// How many were right, of images whose classes are known.
  package static func score(
    _ result: PredictionResult, model: String, data: String, weights: String
  ) -> Table {
    var table = Table(
      caption: "\(model) with the weights of \(weights) on \(data)",
      columns: [
        .number("images", "Images"), .number("classes", "Classes"),
        .number("top1", "Top-1", .percent(decimals: 2)),
        .number("top5", "Top-5", .percent(decimals: 2)), .number("loss", "Loss", .decimals(4)),
      ])
    table.append([
      .integer(result.predictions.count), .integer(result.classes),
      result.score.map { .number($0.top1) } ?? .empty,
      result.score?.top5.map { .number($0) } ?? .empty,
      result.score.map { .number($0.loss) } ?? .empty,
    ])
    return table
  }

  /// One row per image.
  package static func predictions(_ result: PredictionResult, classNames: [String]) -> Table {
    var table = Table(
      caption: "The likeliest class of each image",
      columns: [
        .number("image", "Image"), .number("label", "Label"), .text("class", "Class"),
        .number("probability", "Probability", .decimals(4)),
      ])
    for (image, prediction) in result.predictions.enumerated() {
      let name = classNames.indices.contains(prediction.label) ? classNames[prediction.label] : ""
      table.append([
        .integer(image), .integer(prediction.label), .text(name), .number(prediction.probability),
      ])
    }
    return table
  }
}
