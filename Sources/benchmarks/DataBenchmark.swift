import ArgumentParser
import TrainingData

/// What preparing training images costs, beside which a step's time stands.
struct DataBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Reading, changing and normalising training images, on one core.")

  @Option(help: "shapes, or a folder or archive that compound train reads.")
  var data = "shapes"
  @Option(help: "Pixels along each side.")
  var resolution = 64
  @Option(help: "Images at a time.")
  var batch = 64
  @Option(help: "Seconds to measure each case.")
  var seconds = 1.0

  func validate() throws {
    try requireRanges(("batch", batch, 1...65_536), ("resolution", resolution, 1...4096))
    try requireRanges(("seconds", seconds, 0.001...600))
  }

  func run() throws {
    let dataSet = try GeneratedDataSet(rawValue: data)?.dataSet() ?? DataSet.open(data)
    for changes in [
      "none", "crop, flip", "resizedcrop, flip", "autoaugment-imagenet", "autoaugment-cifar10",
      "randaugment(2,9)", "cutout(0.5)",
    ] {
      let augmentation = try Augmentation(changes).suited(to: dataSet)
      try measure(dataSet, changes, augmentation)
    }
  }

  private func measure(_ dataSet: DataSet, _ changes: String, _ augmentation: Augmentation) throws {
    let preparation = ImagePreparation(
      dataSet.training, size: ImageSize(square: resolution), normalization: dataSet.normalization,
      augmentation: augmentation)
    var pixels = [Float](repeating: 0, count: preparation.elements)
    var epoch = 0
    let timing = try Timing(seconds: seconds) {
      for index in 0..<batch {
        try pixels.withUnsafeMutableBufferPointer {
          try preparation.write(index % dataSet.training.count, epoch: epoch, into: $0)
        }
      }
      epoch += 1
    }
    var line = ResultLine()
    line.add("benchmark", "data")
    line.add("data", dataSet.name)
    line.add("augmentation", changes)
    line.add("resolution", resolution)
    line.add("batch", batch)
    line.add("minimumMicrosecondsPerImage", microseconds: timing.minimum / Double(batch))
    line.add("medianMicrosecondsPerImage", microseconds: timing.median / Double(batch))
    line.print()
  }
}
