import ArgumentParser
import ModelZoo

/// `--top1` and `--top5`, the accuracies of models of which nothing is stated, or something else.
struct AccuracyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Top-1 accuracy of a model in percent, such as my.onnx=77.3; may be given several times.",
      valueName: "model=percent"))
  var top1: [StatedPercent] = []

  @Option(
    help: ArgumentHelp(
      "Top-5 accuracy of a model in percent; may be given several times.",
      valueName: "model=percent"))
  var top5: [StatedPercent] = []

  /// Refuses accuracies of models that are not among `models`.
  func check(_ models: [String]) throws {
    for (option, stated) in [("--top1", top1), ("--top5", top5)] {
      guard let stray = stated.first(where: { !models.contains($0.model) }) else { continue }
      throw InputError(
        "\(option) \(stray.model)=\(stray.percent): expected one of the models, "
          + models.joined(separator: ", "))
    }
  }

  /// The accuracy of a model, as the command line has it or else as `published`.
  ///
  /// - Throws: ``InputError`` for a top-5 without a top-1, or one below it.
  func accuracy(of model: String, _ published: PublishedAccuracy?) throws -> PublishedAccuracy? {
    var accuracy = published
    if let percent = top1.last(where: { $0.model == model })?.percent {
      accuracy = PublishedAccuracy(top1: percent, source: "as given")
    }
    guard let percent = top5.last(where: { $0.model == model })?.percent else { return accuracy }
    guard let top1 = accuracy?.top1, top1 <= percent else {
      throw InputError(
        "--top5 \(model)=\(percent): expected "
          + (accuracy.map { "\($0.top1), its top-1, or more" } ?? "its --top1 as well"))
    }
    return PublishedAccuracy(top1: top1, top5: percent, source: "as given")
  }
}

/// A model and a percentage, as `my.onnx=77.3`.
struct StatedPercent: ExpressibleByArgument {
  /// The model as it is named on the command line.
  let model: String
  let percent: Double

  init?(argument: String) {
    // The last sign: names of RegNets have some of their own.
    guard let sign = argument.lastIndex(of: "="), sign > argument.startIndex,
      let percent = Double(argument[argument.index(after: sign)...]), (1...100).contains(percent)
    else { return nil }
    (model, self.percent) = (String(argument[..<sign]), percent)
  }
}
